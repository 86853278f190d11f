"""Whose customers an audience may hold: those its owner may see (SEC-06 to SEC-08, requirements 1.6)."""

import frappe
from pypika.terms import Criterion, Term

from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import roles, scope


def asked_as(owner: str) -> str | None:
	"""Return the user whose rows `owner`'s audiences are chosen from; None means the whole bank.

	Marketing officers plan for the whole bank and see counts only: reading members stays under `scope`.
	"""
	return None if roles.has_any(owner, (roles.MARKETING_OFFICER,)) else owner


def outside(owner: str, column: Term) -> Criterion:
	"""Return the condition of a customer in `column` being archived, or one the owner may not see (any more)."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	names = frappe.qb.from_(customer).select(customer.name)
	gone = column.isin(names.where(customer.status != CustomerStatus.ACTIVE.value))
	user = asked_as(owner)
	condition = scope.criterion(scope.CUSTOMER, user, customer) if user else None
	return gone if condition is None else gone | column.notin(names.where(condition))
