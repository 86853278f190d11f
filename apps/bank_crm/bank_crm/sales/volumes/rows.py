"""Who sees which volume: who reads everything all, managers their branches and those below, others their own branch's (SAL-03)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import branches, conditions, hooks, roles, scope

FORECAST = "Bank Volume Forecast"


def criterion(user: str, table: Table, *, write: bool = False) -> Criterion | None:
	"""Return the condition `user`'s forecasts fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if write or not scope.works_here(user):
		return scope.nobody()
	if roles.has_any(user, (roles.BRANCH_MANAGER,)):
		return table.branch.isin(scope.branches_below(user) or [""])
	homes = frappe.get_all(branches.STAFF, {"user": user, "active": 1}, pluck="branch")
	return table.branch.isin(homes or [""])


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(FORECAST)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a forecast is among the user's rows; new ones are made by counting alone."""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if doc.is_new() or not doc.name:
		return scope.sees_everything(user, write=write)
	table = frappe.qb.DocType(FORECAST)
	return conditions.fulfils(table, doc.name, criterion(user, table, write=write))
