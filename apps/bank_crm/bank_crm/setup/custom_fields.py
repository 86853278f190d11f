"""Fields of ours on the framework's own DocTypes; taken back when the app goes."""

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from bank_crm.analytics.dashboards import rows

#: For whom somebody made a dashboard (ANA-05); the framework's own are everybody's.
FIELDS: dict[str, list[dict]] = {
	rows.DASHBOARD: [
		{
			"fieldname": rows.AUDIENCE,
			"fieldtype": "Select",
			"label": "Made For",
			"options": f"\n{rows.ONLY_ME}\n{rows.BY_ROLE}",
			"insert_after": "dashboard_name",
			"read_only": 1,
			"module": "Analytics",
		},
		{
			"fieldname": rows.ROLE,
			"fieldtype": "Link",
			"label": "Role",
			"options": "Role",
			"insert_after": rows.AUDIENCE,
			"read_only": 1,
			"module": "Analytics",
		},
	],
}


def create() -> None:
	"""Add the fields that are missing."""
	create_custom_fields(FIELDS, ignore_validate=True)


def remove() -> None:
	"""Delete the dashboards people made here, then the fields with their columns."""
	if frappe.get_meta(rows.DASHBOARD).has_field(rows.AUDIENCE):
		for name in frappe.get_all(rows.DASHBOARD, {rows.AUDIENCE: ("is", "set")}, pluck="name"):
			frappe.delete_doc(rows.DASHBOARD, name, force=True, ignore_permissions=True)  # uninstalling
	for doctype, fields in FIELDS.items():
		for each in fields:
			name = frappe.db.exists("Custom Field", {"dt": doctype, "fieldname": each["fieldname"]})
			if name:
				frappe.delete_doc("Custom Field", name, force=True, ignore_permissions=True)  # uninstalling
