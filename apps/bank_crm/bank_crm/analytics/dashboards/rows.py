"""Who opens which dashboard: the app's by role, people's own by whom they were made for (hooks of Dashboard, ANA-14)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.analytics.dashboards import catalogue
from bank_crm.permissions import conditions
from bank_crm.permissions.hooks import READING

DASHBOARD = "Dashboard"
#: Custom fields (setup/custom_fields.py): for whom a dashboard was made; empty for those of other apps.
AUDIENCE, ROLE = "bank_audience", "bank_role"
ONLY_ME, BY_ROLE = "Only Me", "Role"


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for the list engine (hook permission_query_conditions)."""
	user = user or frappe.session.user
	if _sees_all(user):
		return ""
	return conditions.as_sql(criterion(user, frappe.qb.DocType(DASHBOARD)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether the user opens, or changes, a dashboard (hook has_permission)."""
	user = user or frappe.session.user
	if _sees_all(user) or not doc.name or doc.is_new():
		return True
	if ptype not in READING:
		return is_own(doc, user)
	held = set(frappe.get_roles(user))
	if doc.name in _standard():
		return doc.name in catalogue.readable(held)
	return (
		not doc.get(AUDIENCE) or is_own(doc, user) or (doc.get(AUDIENCE) == BY_ROLE and doc.get(ROLE) in held)
	)


def is_own(doc: Document, user: str) -> bool:
	"""Tell whether the user has made the dashboard here and may change it."""
	return bool(doc.get(AUDIENCE)) and doc.owner == user


def criterion(user: str, table: Table) -> Criterion:
	"""The dashboards somebody opens."""
	held = frappe.get_roles(user)
	shipped = table.name.isin(_standard())
	ours = table.name.isin(catalogue.readable(set(held)) or [""])
	own = (table.owner == user) | ((table[AUDIENCE] == BY_ROLE) & table[ROLE].isin(held or [""]))
	unbound = table[AUDIENCE].isnull() | (table[AUDIENCE] == "")
	return (shipped & ours) | (shipped.negate() & (unbound | own))


def _standard() -> list[str]:
	return [each.name for each in catalogue.STANDARD]


def _sees_all(user: str) -> bool:
	return user == "Administrator" or "System Manager" in frappe.get_roles(user)
