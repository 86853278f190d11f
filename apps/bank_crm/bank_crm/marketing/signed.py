"""Signed addresses of rows: `/<route>/<number>.<signature>`, so that none can be guessed and no copy of the database makes one."""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass

import frappe
from frappe.utils.password import get_encryption_key

_TOKEN = re.compile(r"([0-9]{1,18})\.([A-Za-z0-9_-]{22})")
_BYTES = 16


@dataclass(frozen=True, slots=True)
class SignedRoute:
	"""One kind of address; `route` ends with a slash, `purpose` keeps signatures of different kinds apart."""

	route: str
	purpose: str

	def url(self, name: int | str) -> str:
		"""Return the complete address of a row."""
		return frappe.utils.get_url(f"/{self.route}{self.token(name)}")

	def token(self, name: int | str) -> str:
		"""Return the last part of a row's address."""
		return f"{name}.{self._sign(str(name))}"

	def read(self, path: str) -> int | None:
		"""Return the row an address is of, None for one that is not ours; `path` without the leading slash."""
		found = _TOKEN.fullmatch(path.removeprefix(self.route))
		if not found or not hmac.compare_digest(found[2], self._sign(found[1])):
			return None
		return int(found[1])

	def _sign(self, name: str) -> str:
		key = hmac.digest(get_encryption_key().encode(), f"bank_crm/{self.purpose}/1".encode(), "sha256")
		return (
			base64.urlsafe_b64encode(hmac.digest(key, name.encode(), "sha256")[:_BYTES]).decode().rstrip("=")
		)


BENEFIT = SignedRoute("b/", "benefit-address")
SEAT = SignedRoute("e/", "event-address")
