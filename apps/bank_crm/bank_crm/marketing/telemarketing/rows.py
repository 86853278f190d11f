"""Who sees which call: the caller, and whoever sees the customer; who may dial for it (MKT-09, requirements 1.6)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.campaign_enums import CallState
from bank_crm.permissions import hooks, plans, scope

CALL = "Bank Campaign Call"


def criterion(user: str, table: Table, *, write: bool, grants: bool) -> Criterion | None:
	"""Return the condition `user`'s calls fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, write=write, grants=grants)
	theirs = frappe.qb.from_(customer).select(customer.name)
	if condition is None:
		return None
	theirs = theirs.where(condition)
	return (table.caller == user) | plans.of_customers(table.customer, theirs, condition, customer)


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a call is among the user's rows; calls come from waves, nobody makes one."""
	if doc.is_new() or not doc.name:
		return False
	user = user or frappe.session.user
	return scope.allows(CALL, doc.name, user, write=ptype not in hooks.READING)


def may_dial(user: str, customer: str, field: str) -> bool:
	"""Tell whether somebody has to call a customer now, and so may ask for the number (hook `bank_reveals_for_work`)."""
	if field != "mobile" or not scope.works_here(user):
		return False
	open_call = {"caller": user, "customer": customer, "state": CallState.OPEN.value}
	return bool(frappe.db.exists(CALL, open_call))
