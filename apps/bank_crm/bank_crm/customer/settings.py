"""The numbers of Bank CRM Settings as typed values."""

import frappe

from bank_crm.domain.activity import ActivityRule

DOCTYPE = "Bank CRM Settings"


def activity_rule() -> ActivityRule:
	"""Return the bank's limits of activity."""
	settings = frappe.get_cached_doc(DOCTYPE)
	return ActivityRule(
		window_days=int(settings.activity_window_days),
		high_from=int(settings.activity_high_min),
		dormant_after_days=int(settings.dormant_after_days),
	)


def number(field: str) -> int:
	"""Return a whole number of the settings; its default where a newer version's field was never saved."""
	value = frappe.get_cached_doc(DOCTYPE).get(field)
	if value is None:
		value = frappe.get_meta(DOCTYPE).get_field(field).default
	return int(value or 0)
