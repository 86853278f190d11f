"""Number cards of the workspace that a plain count or sum can't give."""

import frappe

from bank_crm.customer import portfolio
from bank_crm.domain.amounts import shorten


@frappe.whitelist()
def assets_under_management(filters: dict | str | None = None) -> str:
	"""The assets of the user's customers in the unit people speak of, e.g. `¥31.49 亿`."""
	frappe.has_permission(portfolio.CUSTOMER, "read", throw=True)
	amount = shorten(portfolio.total_assets(), chinese=frappe.local.lang.startswith("zh"))
	return f"¥{amount}"


@frappe.whitelist()
def active_share(filters: dict | str | None = None) -> str:
	"""The share of customers with high or medium activity, e.g. `63.2%`."""
	frappe.has_permission(portfolio.CUSTOMER, "read", throw=True)
	return f"{portfolio.activity().share:.1f}%"
