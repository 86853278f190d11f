import frappe
from frappe import _

from bank_crm.customer import portfolio

LEVELS = ("High", "Medium", "Low", "Dormant", "")


@frappe.whitelist()
def get() -> dict:
	"""The user's customers by activity level (requirements 1.11)."""
	frappe.has_permission(portfolio.CUSTOMER, "read", throw=True)
	counts = portfolio.activity_levels()
	shown = [level for level in LEVELS if counts.get(level)]
	if not shown:
		return {}  # the Desk shows "No Data"
	return {
		"labels": [_(level, context="Bank Customer") if level else _("Not Computed Yet") for level in shown],
		"datasets": [{"name": _("Customers"), "values": [counts[level] for level in shown]}],
	}
