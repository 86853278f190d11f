"""The signature of an address that leads to one row and does not end by itself (SEC-18).

`<what it opens>.<signature>`: nothing in it can be guessed or changed, and no copy of the database can make one. Whether
it may still be used is written on the row. Links that end by themselves are `signed_links`.
"""

from __future__ import annotations

import base64
import hmac

from frappe.utils.password import get_encryption_key

#: As it stands in an address.
PATTERN = "[A-Za-z0-9_-]{22}"
#: 128 bits, which nobody tries out.
_BYTES = 16


def signature(purpose: str, text: str) -> str:
	"""Return what only this site can make of a text; `purpose` keeps addresses of different kinds apart."""
	key = hmac.digest(get_encryption_key().encode(), f"bank_crm/{purpose}/1".encode(), "sha256")
	return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")[:_BYTES]).decode().rstrip("=")


def is_genuine(given: str, purpose: str, text: str) -> bool:
	"""Whether this site made the signature; takes the same time for all."""
	return hmac.compare_digest(given, signature(purpose, text))
