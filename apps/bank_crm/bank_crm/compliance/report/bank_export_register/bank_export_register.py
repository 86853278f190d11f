"""导出审批台账: every request for an export, who asked for what, who agreed, what left and when (SEC-12, SEC-14)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import add_days, getdate

from bank_crm.compliance.export import access
from bank_crm.domain.export_enums import ExportSource, ExportState
from bank_crm.service.reporting import COLOURS, month_of

MOST_ROWS = 2_000
SHOWN = (
	"name",
	"status",
	"applicant",
	"branch",
	"requested_at",
	"source_type",
	"document_type",
	"report",
	"segment",
	"purpose",
	"recipient",
	"row_count",
	"decided_by",
	"decided_at",
	"file_format",
	"file_hash",
	"made_at",
	"downloaded_at",
	"downloaded_from",
)
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, the user's requests (the latest first), a note, requests by month and the counts by outcome."""
	frappe.has_permission(access.REQUEST, "report", throw=True)
	request = frappe.qb.DocType(access.REQUEST)
	within = _within(frappe._dict(filters or {}), request)
	user, decider = frappe.qb.DocType("User").as_("asking"), frappe.qb.DocType("User").as_("deciding")
	segment, branch = frappe.qb.DocType("Bank Segment"), frappe.qb.DocType("Bank Branch")
	query = (
		frappe.qb.from_(request)
		.left_join(user)
		.on(user.name == request.applicant)
		.left_join(decider)
		.on(decider.name == request.decided_by)
		.left_join(segment)
		.on(segment.name == request.segment)
		.left_join(branch)
		.on(branch.name == request.branch)
		.select(
			*(request[field] for field in SHOWN),
			user.full_name.as_("applicant_name"),
			decider.full_name.as_("decider_name"),
			segment.segment_name,
			branch.branch_name,
		)
		.orderby(request.requested_at, order=frappe.qb.desc)
		.limit(MOST_ROWS)
	)
	counts = frappe.qb.from_(request).select(request.status, Count("*").as_("count")).groupby(request.status)
	for condition in within:
		query, counts = query.where(condition), counts.where(condition)
	rows = [_row(row) for row in query.run(as_dict=True)]
	note = _("The latest {0} are shown.").format(MOST_ROWS) if len(rows) == MOST_ROWS else None
	return _columns(), rows, note, _chart(within, request), _summary(counts.run(as_dict=True))


def _chart(within: list[Any], request: Any) -> dict | None:
	"""How many requests there were each month, by how they stand."""
	month = month_of(request.requested_at)
	query = (
		frappe.qb.from_(request)
		.select(month.as_("month"), request.status, Count("*").as_("count"))
		.where(request.requested_at.isnotnull())
		.groupby(month, request.status)
		.orderby(month)
	)
	for condition in within:
		query = query.where(condition)
	counts: dict[str, dict[str, int]] = {}
	for row in query.run(as_dict=True):
		counts.setdefault(row.month, {})[row.status] = row.count
	shown = [status for status in ExportState.values() if any(status in one for one in counts.values())]
	if not shown:
		return None
	return {
		"data": {
			"labels": list(counts),
			"datasets": [
				{"name": _(status), "values": [one.get(status, 0) for one in counts.values()]}
				for status in shown
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
		"colors": COLOURS[: len(shown)],
	}


def _within(wanted: frappe._dict, request: Any) -> list[Any]:
	conditions = [request[field] == wanted[field] for field in ("status", "applicant") if wanted.get(field)]
	if wanted.from_date:
		conditions.append(request.requested_at >= getdate(wanted.from_date))
	if wanted.to_date:
		conditions.append(request.requested_at < add_days(getdate(wanted.to_date), 1))
	own = access.requests(table=request)
	return conditions if own is None else [*conditions, own]


def _row(row: frappe._dict) -> dict:
	row.source = {
		ExportSource.DOCTYPE.value: row.document_type and _(row.document_type),
		ExportSource.REPORT.value: row.report and _(row.report),
		ExportSource.SEGMENT.value: row.segment_name or row.segment,
	}[row.source_type]
	row.source_type = _(row.source_type)
	row.status = _(row.status)
	return row


def _summary(counts: list[frappe._dict]) -> list[dict]:
	by_status = {row.status: row.count for row in counts}
	colours = {
		ExportState.WAITING.value: "Orange",
		ExportState.READY.value: "Green",
		ExportState.REJECTED.value: "Red",
	}
	return [
		{
			"label": _(status),
			"value": by_status.get(status, 0),
			"datatype": "Int",
			"indicator": colours.get(status, "Grey"),
		}
		for status in ExportState.values()
		if status in by_status
	]


def _columns() -> list[dict]:
	meta = frappe.get_meta(access.REQUEST)

	def column(field: str, kind: str, width: int, options: str | None = None, label: str = "") -> dict:
		label = label or _(meta.get_label(field), context=access.REQUEST)
		return {"fieldname": field, "label": label, "fieldtype": kind, "width": width, "options": options}

	return [
		column("name", "Link", 110, access.REQUEST, _("Request")),
		column("status", "Data", 110),
		column("requested_at", "Datetime", 160),
		column("applicant_name", "Data", 110, None, _(meta.get_label("applicant"), context=access.REQUEST)),
		column("branch_name", "Data", 150, None, _(meta.get_label("branch"), context=access.REQUEST)),
		column("source_type", "Data", 90),
		column("source", "Data", 150, None, _("Data")),
		column("purpose", "Data", 220),
		column("recipient", "Data", 140),
		column("row_count", "Int", 90),
		column("decider_name", "Data", 110, None, _(meta.get_label("decided_by"), context=access.REQUEST)),
		column("decided_at", "Datetime", 160),
		column("downloaded_at", "Datetime", 160),
		column("downloaded_from", "Data", 120),
		column("file_hash", "Data", 220),
	]
