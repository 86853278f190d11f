"""E-mail addresses of outsiders in Frappe's own mail tables: a name stands for each, the vault knows it (SEC-15).

`li.lei@example.com` is stored as `l***.3fa9c1d2e4b5@example.com`. The digits come from the keyed
fingerprint, so one person's mails stay one conversation and answers find their way; without the vault and
the site's key they lead nowhere. Addresses of the bank's own users and e-mail accounts stay readable.
"""

import re

import frappe

from bank_crm.compliance import free_text, sealing, vault
from bank_crm.domain import masking
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import normalise

#: Under this name the vault keeps addresses: the document is the name that stands for one.
BOOK = "Communication"
FIELD = "address"
# not what follows an asterisk: a name that stands for an address is none itself
_ADDRESS = re.compile(
	r"(?<![A-Za-z0-9_.+*-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}"
)
_NAME = re.compile(r"[^\s@<>\",;:]?\*\*\*\.[0-9a-f]{12}@[A-Za-z0-9.-]+[A-Za-z0-9]")


def hide(*texts: str | None) -> list[str | None]:
	"""Replace outsiders' addresses in all texts by the names that stand for them, and keep them in the vault."""
	found = {hit.group().lower() for text in texts if text for hit in _ADDRESS.finditer(text)}
	# the number of a mail looks like an address of this site
	found = {address for address in found if not address.endswith(f"@{frappe.local.site}")}
	outsiders = sorted(found - free_text.internal(found))
	names = _names(outsiders)

	def name_of(hit: re.Match[str]) -> str:
		return names.get(hit.group().lower(), hit.group())

	return [_ADDRESS.sub(name_of, text) if text else text for text in texts]


def show(*texts: str | None) -> list[str | None]:
	"""Give back the addresses behind the names in all texts; for sending only. Unknown names stay."""
	found = sorted({hit.group() for text in texts if text for hit in _NAME.finditer(text)})
	known: dict[str, str] = {}
	for name in found:
		if entry := vault.read_one(BOOK, name, FIELD):
			known[name] = sealing.open_value(BOOK, FIELD, *entry)

	def address_of(hit: re.Match[str]) -> str:
		return known.get(hit.group(), hit.group())

	return [_NAME.sub(address_of, text) if text else text for text in texts]


def _names(addresses: list[str]) -> dict[str, str]:
	"""Return the name of each address and store those that are new."""
	if not addresses:
		return {}
	sealed = sealing.seal_as(SealKind.EMAIL, BOOK, FIELD, addresses)
	names: dict[str, str] = {}
	rows = []
	for address, one in zip(addresses, sealed, strict=True):
		if one is None:
			continue
		local, _at, domain = masking.mask(SealKind.EMAIL, normalise(SealKind.EMAIL, address)).rpartition("@")
		names[address] = f"{local}.{one.blind_index[:12]}@{domain}"
		rows.append((names[address], FIELD, SealKind.EMAIL, one))
	vault.replace_many(BOOK, rows)
	return names
