"""Business calendars: what the form asks for (SVC-14)."""

import frappe
from frappe import _

from bank_crm.service.levels import official_days as official

CALENDAR = "Bank Business Calendar"


@frappe.whitelist()
def official_days(year: int) -> list[dict]:
	"""Return a year's public holidays and make-up workdays; empty for a year that isn't known."""
	frappe.has_permission(CALENDAR, "read", throw=True)
	if not 1900 <= int(year) <= 2200:
		frappe.throw(_("There is no such year."))
	return [
		{"day": each.day.isoformat(), "occasion": each.occasion, "works": each.works}
		for each in official.of_year(int(year))
	]
