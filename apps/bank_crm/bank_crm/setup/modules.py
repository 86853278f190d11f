"""Which modules the bank uses: the one place that decides (UX-10).

A module that is switched off refuses with its name: its documents, reports, pages, dashboards and functions. Its rows
are in no list, its jobs stand still, and it is in no menu. Nothing is deleted; switched on again, all is there.
Customers, compliance and the synchronisation carry the others and have no switch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.permissions import called

SETTINGS = "Bank CRM Settings"
#: Module → the field of the settings that switches it off.
SWITCHES: dict[str, str] = {
	"Marketing": "marketing_is_off",
	"Sales": "sales_is_off",
	"Service": "service_is_off",
}
#: Entry points that belong to a module by what they do: files of `api/`.
API: dict[str, str] = {
	"benefits": "Marketing",
	"campaign_effect": "Marketing",
	"campaigns": "Marketing",
	"events": "Marketing",
	"journeys": "Marketing",
	"telemarketing": "Marketing",
	"contracts": "Sales",
	"leads": "Sales",
	"opportunities": "Sales",
	"performance": "Sales",
	"product_enquiry": "Sales",
	"sales_forecast": "Sales",
	"sales_targets": "Sales",
	"complaints": "Service",
	"quality": "Service",
	"rating": "Service",
	"service_intake": "Service",
	"service_levels": "Service",
	"service_request": "Service",
	"surveys": "Service",
	"work_orders": "Service",
}
#: Jobs of `tasks.py` that belong to a module; those that lie in a module's folder need no entry.
JOBS: dict[str, str] = {
	"count_campaign_effects": "Marketing",
	"end_benefits": "Marketing",
	"end_campaigns": "Marketing",
	"look_after_calls": "Marketing",
	"look_after_events": "Marketing",
	"look_for_journey_goals": "Marketing",
	"match_benefits": "Marketing",
	"mend_campaign_figures": "Marketing",
	"run_journeys": "Marketing",
	"send_campaigns": "Marketing",
	"compute_performance": "Sales",
	"forecast_volumes": "Sales",
	"refresh_targets": "Sales",
	"remind_of_sales": "Sales",
	"take_forecast": "Sales",
	"dispatch_orders": "Service",
	"draw_quality_reviews": "Service",
	"run_surveys": "Service",
	"send_rating_links": "Service",
	"send_survey_invitations": "Service",
	"sweep_service_levels": "Service",
	"watch_service": "Service",
}
#: Kinds of things a request or a menu names, each with a `module`.
KINDS = ("DocType", "Report", "Page", "Dashboard", "Workspace")
#: Arguments of the framework's functions that name a DocType, a report, a dashboard.
_DOCTYPES = ("doctype", "dt", "ref_doctype", "reference_doctype", "document_type", "link_doctype")
_PAGE = "frappe.desk.desk_page.getpage"


def off() -> frozenset[str]:
	"""The modules that are switched off."""
	settings = frappe.get_cached_doc(SETTINGS)
	return frozenset(module for module, field in SWITCHES.items() if settings.get(field))


def is_off(kind: str, name: str) -> bool:
	"""Tell whether a DocType, report, page, dashboard or workspace belongs to a module that is switched off."""
	return bool(module_off(kind, name))


def module_off(kind: str, name: object) -> str | None:
	"""Return the module if it is switched off; None for what is on, unknown or another app's."""
	closed = off()
	if not closed or not isinstance(name, str) or not name:
		return None
	module = (
		frappe.get_cached_value(kind, name, "module") if frappe.db.exists(kind, name, cache=True) else None
	)
	return module if module in closed else None


def job_is_off(method: str) -> bool:
	"""Tell whether a scheduled job stands still."""
	return module_of_function(method, JOBS, "tasks") in off()


def module_of_function(path: str, table: Mapping[str, str], folder: str) -> str | None:
	"""The module a function of ours belongs to, by its folder or by a table; None for the others."""
	parts = path.split(".")
	if parts[0] != "bank_crm" or len(parts) < 3:
		return None
	if parts[1] == folder:
		return table.get(parts[2])
	return {frappe.scrub(module): module for module in SWITCHES}.get(parts[1])


def guard_request() -> None:
	"""Refuse what belongs to a module that is switched off (hook auth_hooks). Raises frappe.PermissionError."""
	request = getattr(frappe.local, "request", None)
	if request is None or not off():
		return
	for module in _asked_for(request.path, frappe.local.form_dict):
		if module in off():
			frappe.throw(
				_(
					"The module {0} is switched off. An administrator can switch it on in the system parameters."
				).format(_(module)),
				frappe.PermissionError,
				title=_("Module Switched Off"),
			)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return that no row is anybody's while the module is off (hook permission_query_conditions of every DocType)."""
	return "(1=0)" if doctype and is_off("DocType", doctype) else ""


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether the document's module is in use (hook has_permission of every DocType)."""
	return not is_off("DocType", doc.doctype)


def _asked_for(path: str, form: Mapping[str, Any]) -> Iterable[str | None]:
	"""The switched-off modules a request is about, by its function and by what it names."""
	functions = called.functions(path)
	for function in functions:
		yield module_of_function(function, API, "api")
	for doctype in _doctypes(path, form):
		yield module_off("DocType", doctype)
	yield module_off("Report", form.get("report_name"))
	yield module_off("Dashboard", form.get("dashboard_name"))
	if _PAGE in functions:
		yield module_off("Page", form.get("name"))


def _doctypes(path: str, form: Mapping[str, Any]) -> Iterable[object]:
	for argument in _DOCTYPES:
		yield form.get(argument)
	parts = [part for part in path.split("/") if part and part not in ("api", "v1", "v2")]
	if parts[:1] in (["resource"], ["document"], ["doctype"]) and len(parts) > 1:
		yield parts[1]
	for argument in ("doc", "docs"):
		given = form.get(argument)
		if isinstance(given, str) and given[:1] in "[{":
			found = frappe.parse_json(given)
			for one in found if isinstance(found, list) else [found]:
				yield one.get("doctype") if isinstance(one, dict) else None
