import frappe
from frappe import _

from bank_crm.analytics.dashboards import charts
from bank_crm.permissions import roles


@frappe.whitelist()
def get(
	chart_name: str | None = None,
	chart: dict | str | None = None,
	no_cache: bool | int | str | None = None,
	filters: dict | list | str | None = None,
	from_date: str | None = None,
	to_date: str | None = None,
	timespan: str | None = None,
	time_interval: str | None = None,
	heatmap_year: str | int | None = None,
	refresh: bool | int | str | None = None,
) -> dict:
	"""One of the shipped dashboards' charts, by its name (ANA-05). The other arguments are the framework's."""
	frappe.only_for((*roles.ALL, "System Manager"))
	found = charts.CHARTS.get(chart_name or "")
	if found is None:
		frappe.throw(_("There is no such chart."))
	frappe.has_permission(found.doctype, "read", throw=True)
	return found.bars().shown(found.doctype)
