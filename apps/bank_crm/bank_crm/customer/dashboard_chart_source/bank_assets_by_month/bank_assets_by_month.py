from decimal import Decimal

import frappe
from frappe import _

from bank_crm.customer import portfolio
from bank_crm.domain.amounts import chart_unit


@frappe.whitelist()
def get() -> dict:
	"""Month-end assets and liabilities of the user's customers, 13 months (CUS-07).

	Never cached: the framework's chart cache doesn't tell users apart.
	"""
	frappe.has_permission(portfolio.SNAPSHOT, "read", throw=True)
	months = portfolio.monthly_assets()
	if not months:
		return {}  # the Desk shows "No Data"
	largest = max((max(month.aum, month.liability) for month in months), default=Decimal(0))
	size, unit = chart_unit(largest, chinese=frappe.local.lang.startswith("zh"))
	return {
		"labels": [month.month_end.strftime("%Y-%m") for month in months],
		"datasets": [
			{
				"name": _("Total Assets ({0} CNY)").format(unit),
				"values": [round(float(month.aum / size), 4) for month in months],
			},
			{
				"name": _("Total Liabilities ({0} CNY)").format(unit),
				"values": [round(float(month.liability / size), 4) for month in months],
			},
		],
	}
