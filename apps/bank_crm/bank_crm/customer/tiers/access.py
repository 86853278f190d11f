"""Who may decide about tiers and who sees which batch (SEG-03, SEG-05; requirements 1.6)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.compliance.approvals import rows as approval_rows
from bank_crm.permissions import conditions, names, roles, scope

BATCH = "Bank Tier Batch"
#: May set a tier against the rules and approve a colleague's batch.
DECIDING = (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
#: May put a batch together.
PREPARING = (roles.RELATIONSHIP_MANAGER, *DECIDING)
_READING = frozenset({"read", "select", "print", "email", "report", "export"})


def may_decide(user: str | None = None) -> bool:
	"""Tell whether the user (the session's) may set tiers against the rules."""
	user = user or frappe.session.user
	return user == "Administrator" or roles.has_any(user, DECIDING)


def require_deciding() -> None:
	"""Raise frappe.PermissionError unless the session's user may set tiers against the rules."""
	if not may_decide():
		frappe.throw(
			_("Only a branch manager or the bank's administrator may do this."), frappe.PermissionError
		)


def may_prepare() -> bool:
	"""Tell whether the session's user may put a batch together."""
	user = frappe.session.user
	return user == "Administrator" or roles.has_any(user, PREPARING)


def require_preparing() -> None:
	"""Raise frappe.PermissionError unless the session's user may put a batch together."""
	if not may_prepare():
		frappe.throw(_("Your role may not change customers' tiers."), frappe.PermissionError)


def require_customer(customer: str) -> None:
	"""Raise frappe.PermissionError unless the customer is among those the session's user may change."""
	if not scope.allows(scope.CUSTOMER, customer, write=True):
		frappe.throw(_("This customer is not among yours."), frappe.PermissionError)


def batches(user: str | None = None, table: Table | None = None) -> Criterion | None:
	"""Return the condition the user's batches fulfil: own ones, those of the branches below; None means all."""
	user = user or frappe.session.user
	table = table or frappe.qb.DocType(BATCH)
	held = set(frappe.get_roles(user))
	if user == "Administrator" or not held.isdisjoint(roles.READ_EVERYTHING):
		return None
	own = table.requested_by == user
	if asked := names.among(table.name, [approval_rows.documents_asked(user, BATCH)]):
		own = own | asked
	if roles.BRANCH_MANAGER in held and (below := scope.branches_below(user)):
		return own | table.branch.isin(below)
	return own if held & set(PREPARING) else scope.nobody()


def query_conditions(user: str | None = None) -> str:
	"""Hook: the condition as SQL for the list; "" means every batch."""
	return conditions.as_sql(batches(user))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: reading follows the same condition; batches are only ever written by `batch.py`."""
	if ptype not in _READING:
		return False
	table = frappe.qb.DocType(BATCH)
	return conditions.fulfils(table, doc.name, batches(user, table))
