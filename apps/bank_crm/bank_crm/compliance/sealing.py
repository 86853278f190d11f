"""Sealing of sensitive values (SEC-11, SEC-15): the row keeps the mask, the vault the encrypted value.

Every way a value can take into a row ends here: documents seal in `validate` and again in
`SealedDocument.db_insert/db_update/db_set`; set-based loads use `seal_many` and `write_vault`.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import frappe
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance import vault
from bank_crm.compliance.keyring import current_key, keyring, unfinished
from bank_crm.customer.duplicates.following import CUSTOMER, kept_of
from bank_crm.domain import masking, sealing_format
from bank_crm.domain.enums import SealKind
from bank_crm.domain.errors import DomainError
from bank_crm.domain.sealing_format import Sealed

#: The one list of sealed columns.
SEALED_FIELDS: dict[str, dict[str, SealKind]] = {
	"Bank Customer": {
		"mobile": SealKind.MOBILE,
		"email": SealKind.EMAIL,
		"id_number": SealKind.ID_NUMBER,
	},
	# what the kept customer had before a merge
	"Bank Customer Merge": {
		"mobile": SealKind.MOBILE,
		"email": SealKind.EMAIL,
		"id_number": SealKind.ID_NUMBER,
	},
	# numbers of nobody yet that are not to be contacted
	"Bank Contact Block": {
		"mobile": SealKind.MOBILE,
		"email": SealKind.EMAIL,
		"id_number": SealKind.ID_NUMBER,
	},
	"Bank Lead": {
		"mobile": SealKind.MOBILE,
		"email": SealKind.EMAIL,
		"id_number": SealKind.ID_NUMBER,
	},
	"Bank Customer Account": {"account_no": SealKind.ACCOUNT_NO, "card_no": SealKind.CARD_NO},
	"Bank Standing Order": {"counterparty_account": SealKind.ACCOUNT_NO},
	"Bank Customer Transaction": {"counterparty_account": SealKind.ACCOUNT_NO},
	"Bank Work Order": {"contact_mobile": SealKind.MOBILE, "contact_email": SealKind.EMAIL},
}


#: Their numbers are compared with customers' by fingerprint in the database, also while the key is being changed.
BRIDGED = ("Bank Contact Block",)
#: DocType, document, field, ciphertext and key version of one entry of the vault.
Entry = tuple[str, str, str, str, int]


def kind_of(doctype: str, field: str) -> SealKind:
	"""Return the kind of a sealed column; a column that is not sealed is a programming error (KeyError)."""
	return SEALED_FIELDS[doctype][field]


def seal_many(doctype: str, field: str, values: Sequence[str | None]) -> list[Sealed | None]:
	"""Seal a column of raw values without touching the database; empty ones stay None.

	The result has the length and order of `values`. Equal values get equal blind indexes and different
	ciphertexts. A value that is a mask already must be sorted out by the caller: it raises ValueError.
	"""
	return seal_as(kind_of(doctype, field), doctype, field, values)


def seal_as(kind: SealKind, doctype: str, field: str, values: Sequence[str | None]) -> list[Sealed | None]:
	"""Seal like `seal_many` where the kind is known otherwise: as what it was sealed before."""
	key = current_key()
	cipher = _cipher(key.encryption)
	index_key = key.index_key(kind)
	bound_to = sealing_format.associated_data(doctype, field)
	sealed: list[Sealed | None] = []
	size = sealing_format.NONCE_BYTES
	random = os.urandom(size * len(values))  # of all at once: asking the system costs as much as a nonce does
	for place, raw in enumerate(values):
		value = sealing_format.normalise(kind, raw) if raw else ""
		if not value:
			sealed.append(None)
			continue
		if masking.is_masked(value):
			raise ValueError(f"a mask cannot be sealed ({doctype}.{field})")
		nonce = random[place * size : (place + 1) * size]
		sealed.append(
			Sealed(
				mask=masking.mask(kind, value),
				ciphertext=sealing_format.pack(nonce, cipher.encrypt(nonce, value.encode(), bound_to)),
				blind_index=sealing_format.blind_index(index_key, value),
				key_version=key.version,
			)
		)
	return sealed


def open_value(doctype: str, field: str, ciphertext: str, key_version: int) -> str:
	"""Decrypt one vault entry. No permission is asked here: only `reveal` and jobs may call it."""
	if key_version not in keyring():
		frappe.throw(
			_("The key of this sealed value (version {0}) is missing on this site.").format(key_version)
		)
	value = try_open(doctype, field, ciphertext, key_version)
	if value is None:
		frappe.throw(_("This sealed value cannot be opened: it was changed or belongs to another site."))
	return value


def try_open(doctype: str, field: str, ciphertext: str, key_version: int) -> str | None:
	"""Decrypt like `open_value`; None where the key is missing or the entry was tampered with."""
	key = keyring().get(key_version)
	if key is None:
		return None
	try:
		nonce, encrypted = sealing_format.unpack(ciphertext)
		bound_to = sealing_format.associated_data(doctype, field)
		return _cipher(key.encryption).decrypt(nonce, encrypted, bound_to).decode()
	except (InvalidTag, DomainError):
		return None


def blind_indexes(kind: SealKind, raw: str) -> list[str]:
	"""Return the fingerprints of a value under every key of the site, so that rotation loses nothing."""
	value = sealing_format.normalise(kind, raw)
	if not value:
		return []
	return [sealing_format.blind_index(key.index_key(kind), value) for key in keyring().values()]


def find(kind: SealKind, raw: str, doctype: str, field: str) -> list[str]:
	"""Return the names of the documents whose sealed `field` is exactly `raw`; not scope-checked.

	A customer who was merged is found as the one that was kept: both phone numbers lead to one person.
	"""
	names = vault.names_by_index(doctype, field, blind_indexes(kind, raw))
	return kept_of(names) if doctype == CUSTOMER else names


def write_vault(doctype: str, rows: Iterable[tuple[str, str, Sealed]]) -> int:
	"""Store sealed values set-based; `rows` are (document name, field, sealed). Returns how many.

	What a document had in the same field before is replaced.
	"""
	if doctype in BRIDGED and unfinished():
		rows = list(rows)
		bridge((doctype, name, field, one.ciphertext, one.key_version) for name, field, one in rows)
	return vault.replace_many(
		doctype, ((name, field, kind_of(doctype, field), sealed) for name, field, sealed in rows)
	)


def bridge(entries: Iterable[Entry]) -> None:
	"""Keep the fingerprints of sealed values under every key of the site beside them, until all share one.

	Under their own key too: once they are sealed again, that one is told by nothing else.
	"""
	keys = keyring()
	rows: dict[str, list[vault.VaultRow]] = {}
	for doctype, name, field, ciphertext, version in entries:
		value = try_open(doctype, field, ciphertext, version)
		if value is None:
			continue  # the rotation counts what no key opens
		kind = kind_of(doctype, field)
		for each, key in keys.items():
			index = sealing_format.blind_index(key.index_key(kind), value)
			alone = Sealed(mask="", ciphertext="", blind_index=index, key_version=each)
			rows.setdefault(doctype, []).append((name, f"{field}{vault.BRIDGE}{each}", kind, alone))
	for doctype, found in rows.items():
		vault.replace_many(doctype, found)


def seal_document(doc: Document, method: str | None = None) -> None:
	"""Replace the raw values of a document by masks and keep what the vault has to store (doc_event)."""
	seal_fields(doc, SEALED_FIELDS[doc.doctype])


def seal_fields(doc: Document, fields: Iterable[str]) -> None:
	"""Do the same for some of its sealed fields only."""
	pending = _pending(doc)
	for field in fields:
		value = doc.get(field)
		if not value:
			doc.set(field, None)
			pending[field] = None
		elif masking.is_masked(str(value)):
			_check_known_mask(doc, field, str(value))
		else:
			(pending[field],) = seal_many(doc.doctype, field, [str(value)])
			doc.set(field, pending[field].mask if pending[field] else None)


def store_document(doc: Document, *, new: bool = False) -> None:
	"""Write to the vault what `seal_document` kept; called when the row itself has been written.

	A `new` row has nothing in the vault that would have to go.
	"""
	pending: Mapping[str, Sealed | None] = _pending(doc)
	written = [(str(doc.name), field, sealed) for field, sealed in pending.items() if sealed]
	if written:
		write_vault(doc.doctype, written)
	cleared = [field for field, sealed in pending.items() if sealed is None]
	if cleared and not new:
		vault.delete_fields(doc.doctype, str(doc.name), _with_bridges(doc.doctype, cleared))
	doc.flags.bank_sealed = {}


def forget_document(doc: Document, method: str | None = None) -> None:
	"""Delete the vault entries of a deleted document (doc_event on_trash)."""
	fields = _with_bridges(doc.doctype, list(SEALED_FIELDS[doc.doctype]))
	vault.delete_fields(doc.doctype, str(doc.name), fields)


def follow_rename(doc: Document, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Keep the vault entries with a renamed document (doc_event after_rename)."""
	if merge:
		vault.delete_fields(doc.doctype, old, list(SEALED_FIELDS[doc.doctype]))
	else:
		vault.rename(doc.doctype, old, new)


def _with_bridges(doctype: str, fields: list[str]) -> list[str]:
	if doctype not in BRIDGED:
		return fields
	return [*fields, *(f"{field}{vault.BRIDGE}{version}" for field in fields for version in keyring())]


def _pending(doc: Document) -> dict[str, Sealed | None]:
	if doc.flags.bank_sealed is None:
		doc.flags.bank_sealed = {}
	return doc.flags.bank_sealed


def _check_known_mask(doc: Document, field: str, shown: str) -> None:
	"""Accept a mask only where it is the one on record, meaning "unchanged"."""
	sealed = _pending(doc).get(field)
	known = sealed.mask if sealed else None
	if known is None and doc.name and not doc.is_new():
		known = frappe.db.get_value(doc.doctype, doc.name, field)
	if shown != known:
		label = _(doc.meta.get_label(field))
		frappe.throw(
			_("{0}: enter the complete value; a masked one cannot be stored.").format(frappe.bold(label)),
			title=_("Masked Value"),
		)


@lru_cache(maxsize=16)
def _cipher(encryption_key: bytes) -> AESGCM:
	return AESGCM(encryption_key)
