"""员工权限一览: who has which roles in which branch, and how the accounts stand (SEC-16)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.permissions import AUTOMATIC_ROLES
from frappe.utils import cint

from bank_crm.compliance import login
from bank_crm.customer.file.titles import with_titles
from bank_crm.permissions import branches, roles

STAFF = "Bank Staff"
Report = tuple[list[dict], list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return one row an employee; `filters`: branch (with all below), role, active."""
	frappe.only_for((roles.COMPLIANCE_OFFICER, roles.AUDITOR, roles.ADMINISTRATOR))
	wanted = frappe._dict(filters or {})
	staff, user = frappe.qb.DocType(STAFF), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(staff)
		.left_join(user)
		.on(user.name == staff.user)
		.select(
			staff.name,
			staff.staff_name,
			staff.post,
			staff.branch,
			staff.supervisor,
			staff.active,
			staff.user,
			user.enabled,
			user.last_login,
		)
		.orderby(staff.branch, staff.name)
	)
	if not cint(wanted.with_left):
		query = query.where(staff.active == 1)
	if wanted.branch:
		query = query.where(staff.branch.isin(branches.below([wanted.branch]) or [""]))
	if wanted.role:
		has_role = frappe.qb.DocType("Has Role")
		holders = frappe.qb.from_(has_role).select(has_role.parent)
		holders = holders.where((has_role.parenttype == "User") & (has_role.role == wanted.role))
		query = query.where(staff.user.isin(holders))
	return _columns(), _rows(query.run(as_dict=True))


def _rows(found: list[frappe._dict]) -> list[dict]:
	users = [row.user for row in found if row.user]
	held, locked = _roles_of(users), login.locked_until(users)
	rows = []
	for row in found:
		mine = held.get(row.user, set())
		rows.append(
			{
				**row,
				"roles": ", ".join(_(role) for role in roles.ALL if role in mine),
				"other_roles": ", ".join(_(role) for role in sorted(mine - set(roles.ALL))),
				"account": _account(row, locked),
			}
		)
	return with_titles(rows)


def _account(row: frappe._dict, locked: dict[str, str]) -> str:
	if not row.user:
		return _("No Account")
	if row.user in locked:
		return _("Account Locked")
	return _("Open", context=STAFF) if row.enabled else _("Closed", context=STAFF)


def _roles_of(users: list[str]) -> dict[str, set[str]]:
	has_role = frappe.qb.DocType("Has Role")
	rows = (
		frappe.qb.from_(has_role)
		.select(has_role.parent, has_role.role)
		.where((has_role.parenttype == "User") & has_role.parent.isin(users or [""]))
		.where(has_role.role.notin(AUTOMATIC_ROLES))
	).run()
	held: dict[str, set[str]] = {}
	for user, role in rows:
		held.setdefault(user, set()).add(role)
	return held


def _columns() -> list[dict]:
	def column(fieldname: str, label: str, fieldtype: str = "Data", width: int = 140, **more: str) -> dict:
		return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}

	return [
		column("name", _("Employee Number"), "Link", 110, options=STAFF, align="left"),
		column("staff_name", _("Staff Name"), width=110),
		column("post", _("Post", context=STAFF)),
		column("branch", _("Branch", context=STAFF), width=180),
		column("roles", _("Roles"), width=220),
		column("other_roles", _("Roles Beyond the App"), width=180),
		column("account", _("Account", context=STAFF), width=100),
		column("last_login", _("Last Log-in"), "Datetime", 160),
	]
