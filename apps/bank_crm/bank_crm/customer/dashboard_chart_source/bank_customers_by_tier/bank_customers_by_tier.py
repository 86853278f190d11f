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
	"""The user's customers by tier, lowest tier first (SEG-01). The arguments are the framework's."""
	frappe.has_permission(portfolio.CUSTOMER, "read", throw=True)
	tiers = portfolio.tiers()
	if not any(count for _tier, count in tiers):
		return {}  # the Desk shows "No Data"
	return {
		"labels": [
			_(tier, context="Bank Customer Tier") if tier else _("Without Tier") for tier, _count in tiers
		],
		"datasets": [{"name": _("Customers"), "values": [count for _tier, count in tiers]}],
	}
