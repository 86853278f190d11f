import frappe
from frappe import _

from bank_crm.customer import portfolio


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
	"""Month-end assets and liabilities of the user's customers, 13 months (CUS-07).

	Never cached: the framework's chart cache doesn't tell users apart. The arguments are the framework's.
	"""
	frappe.has_permission(portfolio.SNAPSHOT, "read", throw=True)
	months = portfolio.monthly_assets()
	return {
		"labels": [month.month_end.strftime("%Y-%m") for month in months],
		"datasets": [
			{"name": _("Total Assets"), "values": [float(month.aum) for month in months]},
			{"name": _("Total Liabilities"), "values": [float(month.liability) for month in months]},
		],
	}
