"""What the form offers as sources: the app's lists and reports the user may read (SEC-12, SEC-20)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.compliance.export.sources import CLOSED


def doctypes() -> list[str]:
	"""Return the app's DocTypes the session's user may list, except those nobody exports."""
	filters = {"module": ("in", own_modules()), "istable": 0, "issingle": 0, "name": ("not in", list(CLOSED))}
	names = frappe.get_all("DocType", filters=filters, pluck="name", order_by="name asc")
	return [name for name in names if frappe.has_permission(name, "report")]


def reports() -> list[str]:
	"""Return the app's reports the session's user may open."""
	filters = {"module": ("in", own_modules()), "report_type": "Script Report", "disabled": 0}
	names = frappe.get_all("Report", filters=filters, pluck="name", order_by="name asc")
	return [name for name in names if frappe.get_cached_doc("Report", name).is_permitted()]


def own_modules() -> list[str]:
	"""Return the app's modules on this site."""
	return frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")


def matching(names: list[str], words: str, start: int, most: int) -> list[tuple[str, str]]:
	"""Return the names a search finds, by name or by translation, each with its translation."""
	wanted = words.strip().casefold()
	found = [(name, _(name)) for name in names]
	return [pair for pair in found if any(wanted in text.casefold() for text in pair)][start : start + most]
