"""The bank's own terms for complaints, from the settings (requirements 1.11)."""

from __future__ import annotations

import frappe
from frappe.utils import cint, flt

from bank_crm.domain.complaint_clock import COMPLEX_DAYS, EXTENSION_DAYS, SIMPLE_DAYS, Terms

SETTINGS = "Bank CRM Settings"
WARN_DAYS, KEEP_YEARS = 3, 5


def terms() -> Terms:
	"""Return the days a complaint may take; never more than the regulator allows, whatever the settings say."""
	asked = frappe.get_cached_doc(SETTINGS)
	return Terms(
		simple=_within(asked.complaint_days, SIMPLE_DAYS),
		complex=_within(asked.complaint_days_complex, COMPLEX_DAYS),
		extension=_within(asked.complaint_extension_days, EXTENSION_DAYS),
	)


def warn_days() -> int:
	"""Return how many days before its last one a complaint is due soon."""
	return cint(frappe.get_cached_doc(SETTINGS).complaint_warn_days) or WARN_DAYS


def keep_years() -> int:
	"""Return how many years a closed complaint is kept."""
	return cint(frappe.get_cached_doc(SETTINGS).complaint_keep_years) or KEEP_YEARS


def compensation_limit() -> float:
	"""Return the amount up to which compensation needs no second person."""
	return flt(frappe.get_cached_doc(SETTINGS).complaint_compensation_limit)


def _within(value: object, limit: int) -> int:
	return min(max(cint(value) or limit, 1), limit)
