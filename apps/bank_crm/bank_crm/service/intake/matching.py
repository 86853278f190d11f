"""Who is writing: found by the fingerprint of an address or a number, never by its text (SVC-13, SEC-15)."""

from __future__ import annotations

import frappe

from bank_crm.compliance import sealing
from bank_crm.domain import identity
from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import normalise

CUSTOMER = "Bank Customer"


def by_email(address: str) -> str | None:
	"""Return the one customer with this e-mail address; None where nobody or several have it."""
	return _only(sealing.find(SealKind.EMAIL, address, CUSTOMER, "email")) if address else None


def by_mobile(number: str) -> str | None:
	"""Return the one customer with this mobile number; None where nobody or several have it."""
	normal = normalise(SealKind.MOBILE, number or "")
	if not identity.is_mobile(normal):
		return None
	return _only(sealing.find(SealKind.MOBILE, normal, CUSTOMER, "mobile"))


def _only(names: list[str]) -> str | None:
	if not names:
		return None
	active = frappe.get_all(
		CUSTOMER, filters={"name": ("in", names), "status": "Active"}, pluck="name", limit=2
	)
	return active[0] if len(active) == 1 else None
