"""Whose customers an audience may hold: those its owner may see (SEC-06 to SEC-08, requirements 1.6)."""

import frappe
from pypika.terms import Criterion, Term

from bank_crm.permissions import roles, scope


def criterion(owner: str, column: Term) -> Criterion | None:
	"""Return what the customers named in `column` fulfil to be in `owner`'s audiences; None means every one.

	Marketing officers plan for the whole bank and see counts only: reading members stays under `scope`.
	"""
	if roles.MARKETING_OFFICER in frappe.get_roles(owner):
		return None
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, owner, customer)
	if condition is None:
		return None
	return column.isin(frappe.qb.from_(customer).select(customer.name).where(condition))


def outside(owner: str, column: Term) -> Criterion | None:
	"""Return the condition of not being among them; None where nobody is outside."""
	inside = criterion(owner, column)
	return None if inside is None else inside.negate()
