import frappe

REPORT, CHART = "Bank Custom Report", "Dashboard Chart"


@frappe.whitelist()
def get(chart_name: str | None = None, filters: dict | list | str | None = None) -> dict:
	"""A pinned report with the viewer's own rows (ANA-05, ANA-14)."""
	frappe.has_permission(REPORT, "read", throw=True)
	given = filters or (chart_name and frappe.db.get_value(CHART, chart_name, "filters_json"))
	wanted = frappe.parse_json(given) if given else {}
	name = wanted.get("report") if isinstance(wanted, dict) else None
	if not isinstance(name, str) or not frappe.has_permission(REPORT, "read", doc=name):
		return {}  # the Desk shows "No Data"
	from bank_crm.analytics.semantic import pinned

	return pinned.chart(name)
