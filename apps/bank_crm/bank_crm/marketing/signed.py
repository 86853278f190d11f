"""Signed addresses of rows: `/<route>/<number>.<signature>`, so that none can be guessed and no copy of the database makes one."""

from __future__ import annotations

import re
from dataclasses import dataclass

import frappe

from bank_crm.compliance import address_signatures

_TOKEN = re.compile(rf"([0-9]{{1,18}})\.({address_signatures.PATTERN})")


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
		return f"{name}.{address_signatures.signature(self.purpose, str(name))}"

	def read(self, path: str) -> int | None:
		"""Return the row an address is of, None for one that is not ours; `path` without the leading slash."""
		found = _TOKEN.fullmatch(path.removeprefix(self.route))
		if not found or not address_signatures.is_genuine(found[2], self.purpose, found[1]):
			return None
		return int(found[1])


BENEFIT = SignedRoute("b/", "benefit-address")
SEAT = SignedRoute("e/", "event-address")
MESSAGE = SignedRoute("c/", "message-address")
OPENED = SignedRoute("o/", "opened-address")
