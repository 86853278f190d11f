"""The last part of a survey's address: what it opens, signed with a key only the site has.

`<kind><name>.<signature>`: nothing in it can be guessed or changed, and no copy of the database can make one. When it
ends, and whether it was used, is written on the document it names.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from enum import Enum

import frappe

from bank_crm.compliance import address_signatures

ROUTE = "s/"
_PURPOSE = "survey-address"
_TOKEN = re.compile(rf"([a-z])([A-Za-z0-9]{{1,40}})\.({address_signatures.PATTERN})")


class Opens(Enum):
	"""What an address leads to."""

	INVITATION = "i"
	SHARED = "p"
	STAFF = "d"
	PREVIEW = "v"


@dataclass(frozen=True, slots=True)
class Claim:
	"""What an address says; to be believed only once `is_genuine` has said so."""

	opens: Opens
	name: str
	signature: str


def make(opens: Opens, name: str | int, nonce: str = "") -> str:
	"""Return the signed token of a document; a new `nonce` makes older ones of it worthless."""
	return f"{opens.value}{name}.{_sign(opens, str(name), nonce)}"


def url(token: str) -> str:
	"""Return the complete address of a token."""
	return frappe.utils.get_url(f"/{ROUTE}{token}")


def read(token: str) -> Claim | None:
	"""Take a token apart; None for anything that is none."""
	found = _TOKEN.fullmatch(token)
	if not found or found[1] not in {one.value for one in Opens}:
		return None
	return Claim(Opens(found[1]), found[2], found[3])


def is_genuine(claim: Claim, nonce: str = "") -> bool:
	"""Whether this site made the token, for the document as it stands now; takes the same time for all."""
	return hmac.compare_digest(claim.signature, _sign(claim.opens, claim.name, nonce))


def draft_key(claim: Claim) -> str:
	"""Return the key of the answers given so far under an address; it leads nowhere from the answers back."""
	return _digest(f"draft:{claim.opens.value}:{claim.name}:{claim.signature}")


def visitor_key(plan: str, visitor: str) -> str:
	"""Return the key of the answers of one browser under a shared address."""
	return _digest(f"visitor:{plan}:{visitor}")


def _sign(opens: Opens, name: str, nonce: str) -> str:
	return _digest(f"address:{opens.value}:{name}:{nonce}")


def _digest(text: str) -> str:
	return address_signatures.signature(_PURPOSE, text)
