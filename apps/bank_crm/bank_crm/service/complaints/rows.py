"""Who sees which complaint: whoever sees its order, who looks into it, and compliance, who may also write (SVC-11)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import roles, scope
from bank_crm.permissions.hooks import READING

COMPLAINT, ORDER = "Bank Complaint", "Bank Work Order"


def criterion(doctype: str, user: str, table: Table, *, write: bool, grants: bool) -> Criterion | None:
	"""Return the condition `user`'s complaints fulfil; None means every row."""
	if scope.has_left(user):
		return scope.nobody()
	if write and roles.has_any(user, (roles.COMPLIANCE_OFFICER,)):
		return None
	order = frappe.qb.DocType(ORDER)
	theirs = scope.criterion(ORDER, user, order, write=write, grants=grants)
	if theirs is None:
		return None
	follows = table.work_order.isin(frappe.qb.from_(order).select(order.name).where(theirs))
	if not roles.has_any(user, roles.ALL):
		return follows
	return follows | (table.investigator == user)


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a complaint is among the user's rows; a new one needs its order."""
	user = user or frappe.session.user
	write = ptype not in READING
	if not doc.is_new() and doc.name:
		return scope.allows(COMPLAINT, doc.name, user, write=write)
	return not doc.work_order or scope.allows(ORDER, doc.work_order, user, write=True)
