import frappe
from frappe import _

from bank_crm.analytics.dashboards import charts
from bank_crm.permissions import roles


@frappe.whitelist()
def get(chart_name: str | None = None) -> dict:
	"""One of the shipped dashboards' charts, by its name (ANA-05)."""
	frappe.only_for((*roles.ALL, "System Manager"))
	found = charts.CHARTS.get(chart_name or "")
	if found is None:
		frappe.throw(_("There is no such chart."))
	frappe.has_permission(found.doctype, "read", throw=True)
	return found.bars().shown(found.doctype)
