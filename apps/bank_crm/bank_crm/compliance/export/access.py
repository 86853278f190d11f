"""Who sees which export request, and who may take data out by the framework's own routes (SEC-12)."""

from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.export_enums import ExportState
from bank_crm.permissions import conditions, roles

REQUEST = "Bank Export Request"
#: Ask for an export.
ASKING = (
	roles.RELATIONSHIP_MANAGER,
	roles.MARKETING_OFFICER,
	roles.BRANCH_MANAGER,
	roles.COMPLIANCE_OFFICER,
	roles.ADMINISTRATOR,
)
#: Agree to one.
DECIDING = (roles.COMPLIANCE_OFFICER,)
READING = frozenset({"read", "select", "print", "email", "report", "export"})


def requests(user: str | None = None, table: Table | None = None) -> Criterion | None:
	"""Return the condition the user's requests fulfil: own ones; None means all (who decides or audits)."""
	user = user or frappe.session.user
	table = table or frappe.qb.DocType(REQUEST)
	if user == "Administrator" or roles.has_any(user, roles.READ_EVERYTHING):
		return None
	return table.applicant == user


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	return conditions.as_sql(requests(user))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Read: the applicant and who decides or audits. Write: the applicant, and compliance while it decides.

	Delete: the applicant, and only what was never submitted.
	"""
	user = user or frappe.session.user
	if doc.is_new() or not doc.name:
		return True
	stored = frappe.db.get_value(REQUEST, doc.name, ("applicant", "status"), as_dict=True)
	if stored is None:
		return False
	own = stored.applicant == user
	if ptype in READING:
		return own or user == "Administrator" or roles.has_any(user, roles.READ_EVERYTHING)
	if ptype == "delete":
		return own and stored.status in (ExportState.DRAFT.value, ExportState.CHECKED.value)
	return own or roles.has_any(user, DECIDING)


def may_ask(user: str | None = None) -> bool:
	"""Tell whether the user may ask for an export."""
	user = user or frappe.session.user
	return roles.has_any(user, ASKING) and bool(frappe.has_permission(REQUEST, "create", user=user))


def may_export(user: str | None = None) -> bool:
	"""Tell whether the user may use the framework's own exports.

	The role itself is asked for, not `get_roles`: nobody has it by being the system's administrator.
	"""
	user = user or frappe.session.user
	role = frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(role)
		.select(role.name)
		.where((role.parenttype == "User") & (role.parent == user) & (role.role == roles.DATA_EXPORTER))
		.limit(1)
	)
	return bool(query.run()) and not frappe.db.get_value("Role", roles.DATA_EXPORTER, "disabled", cache=True)


def require_export() -> None:
	"""Raise frappe.PermissionError unless the session's user may use the framework's own exports."""
	if not may_export():
		refuse_export()


def refuse_export() -> NoReturn:
	"""Say how data leave the bank instead."""
	frappe.throw(
		_("Files leave the bank through an export request only, masked and approved by compliance."),
		frappe.PermissionError,
		title=_("Export Is Closed"),
	)
