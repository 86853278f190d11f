"""Who sees which handover: who ordered it, the branch of either person, and who reads everything (SEC-20)."""

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.access import HandoverState
from bank_crm.permissions import conditions, roles, scope
from bank_crm.permissions.hooks import READING

HANDOVER = "Bank Handover"


def criterion(user: str, table: Table) -> Criterion | None:
	"""Return the condition `user`'s handovers fulfil; None means every handover."""
	held = set(frappe.get_roles(user))
	if user == "Administrator" or not held.isdisjoint(roles.READ_EVERYTHING):
		return None
	if roles.BRANCH_MANAGER not in held:
		return scope.nobody()
	own = table.owner == user
	if branches := scope.branches_below(user):
		staff = frappe.qb.DocType("Bank Staff")
		people = (
			frappe.qb.from_(staff)
			.select(staff.user)
			.where(staff.branch.isin(branches) & staff.user.isnotnull())
		)
		own = own | table.from_user.isin(people) | table.to_user.isin(people)
	return own


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list; "" means every handover."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(HANDOVER)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one handover by the same condition; a draft is changed by whoever wrote it, or the administrator."""
	user = user or frappe.session.user
	if doc.is_new() or not doc.name:
		return True
	stored = frappe.db.get_value(HANDOVER, doc.name, ("owner", "state"), as_dict=True)
	if stored is None:
		return False
	if ptype not in READING and stored.state == HandoverState.DRAFT and stored.owner != user:
		return user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING)
	table = frappe.qb.DocType(HANDOVER)
	return conditions.fulfils(table, doc.name, criterion(user, table))
