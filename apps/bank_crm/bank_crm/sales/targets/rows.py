"""Who sees and who sets which target: along the tree of branches (SAL-04, requirements 1.6).

Read: one's own, those of the branch one works in and of those above it – so that everybody knows what it is for –, and
for managers those of all branches below. Write: managers for the people of their branch and for the branches below it,
never their own; the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.sales_enums import TargetHolder
from bank_crm.permissions import conditions, hooks, roles, scope

TARGET, LINE = "Bank Sales Target", "Bank Forecast Line"


def criterion(doctype: str, user: str, table: Table, *, write: bool = False) -> Criterion | None:
	"""Return the condition `user`'s targets or lines of a forecast fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	below = scope.branches_below(user) if roles.has_any(user, (roles.BRANCH_MANAGER,)) else []
	if doctype == LINE:
		return (table.salesperson == user) | table.branch.isin(below or [""])
	return _to_set(user, table, below) if write else _to_read(user, table, below)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	if doctype is None:
		raise ValueError("the list engine must say which DocType it asks about")
	return conditions.as_sql(criterion(doctype, user or frappe.session.user, frappe.qb.DocType(doctype)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a target or a line is among the user's rows; a new or changed one must be theirs to set, too."""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	table = frappe.qb.DocType(doc.doctype)
	stored = not doc.is_new() and doc.name
	if stored and not conditions.fulfils(table, doc.name, criterion(doc.doctype, user, table, write=write)):
		return False
	return doc.doctype != TARGET or not write or may_set(doc, user)


def may_set(target: Document, user: str) -> bool:
	"""Tell whether the user may set this target, as it stands in memory."""
	if user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING):
		return not scope.has_left(user)
	if not target.branch:
		return True  # asked before anything is filled in
	if target.person == user or not roles.has_any(user, (roles.BRANCH_MANAGER,)):
		return False
	below = scope.branches_below(user)
	of_person = target.holder == TargetHolder.PERSON
	return target.branch in below and (of_person or target.branch not in _homes(user))


def _to_read(user: str, table: Table, below: list[str]) -> Criterion:
	own = scope.branches_above(user)
	of_branch = (table.holder == TargetHolder.BRANCH.value) & table.branch.isin(own or [""])
	return (table.person == user) | of_branch | table.branch.isin(below or [""])


def _to_set(user: str, table: Table, below: list[str]) -> Criterion:
	person = table.holder == TargetHolder.PERSON.value
	others = table.person.isnull() | (table.person != user)
	return table.branch.isin(below or [""]) & others & (person | table.branch.notin(_homes(user) or [""]))


def _homes(user: str) -> list[str]:
	return frappe.get_all("Bank Staff", {"user": user, "active": 1}, pluck="branch")
