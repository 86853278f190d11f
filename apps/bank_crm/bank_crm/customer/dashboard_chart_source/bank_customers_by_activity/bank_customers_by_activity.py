import frappe
from frappe import _

from bank_crm.customer import portfolio

LEVELS = ("High", "Medium", "Low", "Dormant", "")


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
	"""The user's customers by activity level (requirements 1.11). The arguments are the framework's."""
	frappe.has_permission(portfolio.CUSTOMER, "read", throw=True)
	counts = portfolio.activity_levels()
	shown = [level for level in LEVELS if counts.get(level)]
	if not shown:
		return {}  # the Desk shows "No Data"
	return {
		"labels": [_(level, context="Bank Customer") if level else _("Not Computed Yet") for level in shown],
		"datasets": [{"name": _("Customers"), "values": [counts[level] for level in shown]}],
	}
