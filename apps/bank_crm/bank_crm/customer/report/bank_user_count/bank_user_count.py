"""用户统计表: how many people work with the system by role and module, and how many are licensed (UX-10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.permissions import roles
from bank_crm.setup import licence, modules

Report = tuple[list[dict], list[dict], None, None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each role and each module, and how the total stands to what is licensed."""
	frappe.only_for((roles.ADMINISTRATOR,))
	closed = modules.off()
	rows = [{"kind": _("Role"), "name": _(role), "users": users} for role, users in licence.by_role().items()]
	rows += [
		{
			"kind": _("Module"),
			"name": _(module),
			"users": users,
			"state": _("Switched Off") if module in closed else _("In Use"),
		}
		for module, users in licence.by_module().items()
	]
	return _columns(), rows, None, None, _summary()


def _columns() -> list[dict]:
	return [
		{"fieldname": "kind", "label": _("By"), "fieldtype": "Data", "width": 120},
		{"fieldname": "name", "label": _("Role or Module"), "fieldtype": "Data", "width": 240},
		{"fieldname": "users", "label": _("Number of Users"), "fieldtype": "Int", "width": 110},
		{"fieldname": "state", "label": _("State"), "fieldtype": "Data", "width": 120},
	]


def _summary() -> list[dict]:
	found, most = licence.users(), licence.limit()
	over = bool(most) and found > most
	return [
		{
			"label": _("Number of Users"),
			"value": found,
			"datatype": "Int",
			"indicator": "Red" if over else "Green",
		},
		{"label": _("Licensed"), "value": most or _("No Limit"), "datatype": "Int" if most else "Data"},
	]
