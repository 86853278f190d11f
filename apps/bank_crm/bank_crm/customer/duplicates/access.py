"""Who may see a pair and who may merge: both customers count, not only the first (SEC-07, SEC-20)."""

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.permissions import conditions, roles, scope
from bank_crm.permissions.hooks import READING

MERGING = (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
OTHER = "other_customer"


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Add that the other customer of a pair is among the user's, too (hook permission_query_conditions)."""
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer)
	if condition is None:
		return ""
	visible = frappe.qb.from_(customer).select(customer.name).where(condition)
	pair = frappe.qb.DocType(doctype)
	return conditions.as_sql(pair[OTHER].isin(visible))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""The same for one pair (hook has_permission)."""
	return scope.allows(scope.CUSTOMER, doc.get(OTHER), user, write=ptype not in READING)


def may_merge(*customers: str, user: str | None = None) -> bool:
	"""Tell whether the user holds a merging role and may change every one of the customers."""
	user = user or frappe.session.user
	if user != "Administrator" and not roles.has_any(user, MERGING):
		return False
	return all(scope.allows(scope.CUSTOMER, customer, user, write=True) for customer in customers)


def require_merge(*customers: str) -> None:
	"""Stop whoever may not change both customers; nothing is told about the one out of reach."""
	if not may_merge(*customers):
		frappe.throw(
			_("Only who may change both customers may merge them or decide about them."),
			frappe.PermissionError,
		)
