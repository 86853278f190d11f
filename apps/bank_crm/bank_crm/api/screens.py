"""What stands at an address of the Desk, for whoever may not open it: its name alone, and whether it may be opened."""

from typing import TypedDict

import frappe
from frappe import _

REPORT = "query-report/"


class Screen(TypedDict):
	"""What an address leads to; without a label there is nothing."""

	label: str | None
	allowed: bool


@frappe.whitelist()
def at(address: str) -> Screen:
	"""Return the name of the page, report, workspace or kind of document at an address; nothing of what is in it."""
	frappe.only_for("All")  # whoever is logged in
	if address.startswith(REPORT):
		return _report(address.removeprefix(REPORT))
	if frappe.db.exists("Page", address):
		page = frappe.get_cached_doc("Page", address)
		return {"label": _(page.title), "allowed": bool(page.is_permitted())}
	for kind, filters in (("Workspace", {"public": 1}), ("DocType", {"istable": 0})):
		name = next(
			(name for name in frappe.get_all(kind, filters, pluck="name") if _slug(name) == address), None
		)
		if name:
			return {"label": _(name), "allowed": False}
	return {"label": None, "allowed": False}


def _report(name: str) -> Screen:
	if not frappe.db.exists("Report", name):
		return {"label": None, "allowed": False}
	report = frappe.get_cached_doc("Report", name)
	allowed = report.is_permitted() and frappe.has_permission(report.ref_doctype, "report")
	return {"label": _(report.name), "allowed": bool(allowed)}


def _slug(name: str) -> str:
	return name.lower().replace(" ", "-")
