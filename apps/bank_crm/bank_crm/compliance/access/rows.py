"""Who sees which access request: the applicant, the superiors, and who reads everything (SEC-10, SEC-20)."""

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.access import AccessState
from bank_crm.permissions import conditions, roles, scope
from bank_crm.permissions.hooks import READING

REQUEST = "Bank Access Request"


def criterion(user: str, table: Table) -> Criterion | None:
	"""Return the condition `user`'s requests fulfil; None means every request."""
	held = set(frappe.get_roles(user))
	if user == "Administrator" or not held.isdisjoint(roles.READ_EVERYTHING):
		return None
	own = (table.applicant == user) | (table.approver == user)
	if roles.BRANCH_MANAGER in held and (branches := scope.branches_below(user)):
		staff = frappe.qb.DocType("Bank Staff")
		below = (
			frappe.qb.from_(staff)
			.select(staff.user)
			.where(staff.branch.isin(branches) & staff.user.isnotnull())
		)
		own = own | table.applicant.isin(below)
	return own


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list; "" means every request."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(REQUEST)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one request by the same condition; a draft is changed by its applicant only.

	Which step somebody may take is the document's own matter, whatever the workflow was edited to.
	"""
	user = user or frappe.session.user
	if doc.is_new() or not doc.name:
		return True
	stored = frappe.db.get_value(REQUEST, doc.name, ("applicant", "state"), as_dict=True)
	if stored is None:
		return False
	if ptype not in READING and stored.state == AccessState.DRAFT:
		return stored.applicant == user
	table = frappe.qb.DocType(REQUEST)
	return conditions.fulfils(table, doc.name, criterion(user, table))
