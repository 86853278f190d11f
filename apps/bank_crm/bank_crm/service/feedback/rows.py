"""Whose words about the system somebody reads: one's own; the administrator everybody's (UX-07)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import conditions, roles, scope

FEEDBACK = "Bank Feedback"


def criterion(user: str, table: Table) -> Criterion | None:
	"""Return the condition `user`'s rows fulfil; None means every row."""
	if may_answer(user):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	return table.sent_by == user


def may_answer(user: str) -> bool:
	"""Tell whether the user reads and answers what everybody has sent."""
	if user == "Administrator":
		return True
	return roles.has_any(user, (roles.ADMINISTRATOR,)) and not scope.has_left(user)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(FEEDBACK)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether it is among the user's rows, as it stands on record; anybody of the bank sends a new one."""
	user = user or frappe.session.user
	if doc.is_new() or not doc.name:
		return may_answer(user) or scope.works_here(user)
	table = frappe.qb.DocType(FEEDBACK)
	return conditions.fulfils(table, doc.name, criterion(user, table))
