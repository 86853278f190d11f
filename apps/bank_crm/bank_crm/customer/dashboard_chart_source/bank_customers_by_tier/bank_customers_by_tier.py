import frappe
from frappe import _

from bank_crm.customer import portfolio


@frappe.whitelist()
def get() -> dict:
	"""The user's customers by tier, lowest tier first (SEG-01)."""
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
