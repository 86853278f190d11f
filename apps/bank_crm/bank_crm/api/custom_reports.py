"""Self-made reports for the Desk: what is offered, the table, the records behind, saving, pinning (ANA-04, ANA-05)."""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _

from bank_crm.analytics.semantic import sharing
from bank_crm.compliance.throttle import per_user

REPORT = sharing.REPORT
#: Seconds a page waits for one question; what takes longer is made in the background.
SECONDS = 20


@frappe.whitelist()
def offered() -> dict[str, Any]:
	"""Return the entities the user may report on with their dimensions, measures and conditions, and his dashboards."""
	frappe.has_permission(REPORT, "read", throw=True)
	from bank_crm.analytics.semantic import catalogue, pinning

	views = catalogue.views(frappe.session.user)
	return {
		"entities": [catalogue.describe(view) for view in views.values()],
		"dashboards": [one["name"] for one in pinning.own_dashboards(frappe.session.user)],
	}


@frappe.whitelist(methods=["POST"])
@per_user(120, 60)
def run(definition: dict | str) -> dict[str, Any]:
	"""Return a definition's table with the user's own rows; `problems` where it is none, `too_heavy` if it takes too long."""
	frappe.has_permission(REPORT, "read", throw=True)
	from bank_crm.analytics.semantic import run as running
	from bank_crm.analytics.semantic.reading import ReportRefused

	try:
		return running.run(definition, seconds=SECONDS).as_dict()
	except ReportRefused as refused:
		return {"problems": refused.problems}
	except frappe.QueryTimeoutError:
		return {"too_heavy": True}


@frappe.whitelist(methods=["POST"])
@per_user(60, 60)
def records(definition: dict | str, keys: list | str, across: str | int | None = None) -> dict[str, Any]:
	"""Return the DocType and the names behind a row or a cell."""
	frappe.has_permission(REPORT, "read", throw=True)
	from bank_crm.analytics.semantic import behind
	from bank_crm.analytics.semantic.reading import ReportRefused

	try:
		return behind.records(definition, frappe.parse_json(keys) or [], across)
	except ReportRefused as refused:
		frappe.throw("<br>".join(problem["text"] for problem in refused.problems), title=_("Custom Report"))


@frappe.whitelist()
def saved(name: str) -> dict[str, Any]:
	"""Return a saved report and the newest result made in the background for the user."""
	frappe.has_permission(REPORT, "read", doc=name, throw=True)
	report = frappe.get_doc(REPORT, name)
	runs = frappe.get_all(
		"Bank Report Run",
		filters={"report": name, "owner": frappe.session.user},
		fields=["name", "state", "message", "finished_at"],
		order_by="creation desc",
		limit=1,
	)
	return {
		"name": report.name,
		"title": report.title,
		"description": report.description,
		"definition": frappe.parse_json(report.definition),
		"own": sharing.is_owner(report, frappe.session.user),
		"shared": len(report.shares),
		"schedule": report.schedule,
		"run": runs[0] if runs else None,
	}


@frappe.whitelist(methods=["POST"])
def save(title: str, definition: dict | str, name: str | None = None) -> str:
	"""Save a report: a new one, or with `name` the user's own as it is now; return its name."""
	frappe.has_permission(REPORT, "create", throw=True)
	report = frappe.get_doc(REPORT, name) if name else frappe.new_doc(REPORT)
	if name:
		report.check_permission("write")
	report.title = title
	report.definition = definition if isinstance(definition, str) else json.dumps(definition)
	report.save()
	return report.name


@frappe.whitelist(methods=["POST"])
def duplicate(name: str) -> str:
	"""Make the user's own copy of a report he may read, shared with nobody and mailed to nobody."""
	frappe.has_permission(REPORT, "read", doc=name, throw=True)
	report = frappe.get_doc(REPORT, name)
	title = _("{0} (Copy)").format(report.title)[:100]
	values = {"title": title, "definition": report.definition, "description": report.description}
	return frappe.get_doc({"doctype": REPORT, **values}).insert().name


@frappe.whitelist(methods=["POST"])
def pin(name: str, dashboard: str, measure: str | None = None) -> str:
	"""Put a report's chart, or with `measure` that figure as a card, on one of the user's dashboards; return which."""
	frappe.has_permission(REPORT, "read", doc=name, throw=True)
	from bank_crm.analytics.semantic import pinning

	report = frappe.get_doc(REPORT, name)
	return pinning.pin_card(report, dashboard, measure) if measure else pinning.pin_chart(report, dashboard)


@frappe.whitelist()
def card(filters: dict | str | None = None) -> dict[str, Any]:
	"""Return a pinned figure with the viewer's own rows; nothing of a report he may not read."""
	frappe.has_permission(REPORT, "read", throw=True)
	given = frappe.parse_json(filters) or {}
	name = given.get("report")
	if not isinstance(name, str) or not frappe.has_permission(REPORT, "read", doc=name):
		return {"value": None, "fieldtype": "Data"}
	from bank_crm.analytics.semantic import pinned

	return pinned.card(name, str(given.get("measure") or ""))


@frappe.whitelist(methods=["POST"])
@per_user(10, 60)
def start(definition: dict | str, title: str = "", name: str | None = None) -> str:
	"""Make a report in the background; return the run, which is found under the saved report."""
	frappe.has_permission(REPORT, "read", throw=True)
	from bank_crm.analytics.semantic import background, reading

	if name:
		frappe.has_permission(REPORT, "read", doc=name, throw=True)
	raw = frappe.parse_json(definition)
	try:
		reading.read_definition(raw, frappe.session.user)
	except reading.ReportRefused as refused:
		frappe.throw("<br>".join(problem["text"] for problem in refused.problems), title=_("Custom Report"))
	return background.start(json.dumps(raw, ensure_ascii=False), title[:100], name)


@frappe.whitelist()
def result(run: str) -> dict[str, Any]:
	"""Return the state of a run of the user's own and, when it is done, its table."""
	frappe.has_permission("Bank Report Run", "read", doc=run, throw=True)
	doc = frappe.get_doc("Bank Report Run", run)
	return {
		"state": doc.state,
		"message": doc.message,
		"report": frappe.parse_json(doc.result) if doc.result else None,
	}
