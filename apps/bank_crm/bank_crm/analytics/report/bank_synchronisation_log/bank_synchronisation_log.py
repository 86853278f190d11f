"""数据同步日志: every run of the synchronisation, what it read and refused, how long it took (requirements 1.3, INT-01)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Date, Max, Sum
from frappe.utils import cint
from pypika.terms import Criterion

from bank_crm.analytics import reporting
from bank_crm.domain.sync_types import SyncMode, SyncState
from bank_crm.service.reporting import COLOURS, column, count_of, narrowed, period_of, warning

RUN, SOURCE = "Bank Sync Run", "Bank Data Source"
MOST_ROWS = 1_000
ROWS = ("rows_read", "rows_new", "rows_changed", "rows_unchanged", "rows_refused")
SHOWN = (
	"name",
	"data_source",
	"entity",
	"mode",
	"triggered_by",
	"state",
	"started_at",
	"seconds",
	*ROWS,
	"error",
)
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return the runs begun in the period (the latest first), the rows of each day, and the totals."""
	frappe.has_permission(RUN, "report", throw=True)
	wanted = frappe._dict(filters or {})
	reporting.choice(_("Status"), wanted.state, tuple(one.value for one in SyncState))
	reporting.choice(_("Mode", context=RUN), wanted.mode, tuple(one.value for one in SyncMode))
	if wanted.data_source and not frappe.db.exists(SOURCE, wanted.data_source):
		reporting.refuse(
			_("Data Source"), _("{0} is not known.").format(frappe.utils.escape_html(wanted.data_source))
		)
	run = frappe.qb.DocType(RUN)
	within = period_of(wanted, months=1).holds(run.creation)
	given = narrowed(run, wanted, "data_source", "entity", "state", "mode")
	within = within if given is None else within & given
	query = frappe.qb.from_(run).select(*(run[field] for field in SHOWN)).where(within)
	rows = query.orderby(run.creation, order=frappe.qb.desc).limit(MOST_ROWS).run(as_dict=True)
	for row in rows:
		row.key = row.state
		for field in ("state", "mode", "entity", "triggered_by"):
			row[field] = _(row[field], context=RUN) if row[field] else ""
	totals = _totals(within)
	note = None
	if totals.runs > len(rows):
		note = _("The latest {0} are shown.").format(MOST_ROWS)
	return _columns(), rows, note, _chart(within), _summary(totals)


def _totals(within: Criterion) -> frappe._dict:
	run = frappe.qb.DocType(RUN)
	return (
		frappe.qb.from_(run)
		.select(Count("*").as_("runs"), *(Sum(run[field]).as_(field) for field in ROWS))
		.select(count_of(run.state == SyncState.FAILED.value).as_("failed"))
		.select(Max(Case().when(run.state.like("Completed%"), run.ended_at)).as_("last_success"))
		.where(within)
		.run(as_dict=True)[0]
	)


def _chart(within: Criterion) -> dict | None:
	run = frappe.qb.DocType(RUN)
	day = Date(run.creation)
	days = (
		frappe.qb.from_(run)
		.select(day.as_("day"), *(Sum(run[field]).as_(field) for field in ROWS))
		.where(within)
		.groupby(day)
		.orderby(day)
		.run(as_dict=True)
	)
	if not any(row.rows_read for row in days):
		return None
	series = {"rows_new": _("New Rows"), "rows_changed": _("Changed Rows"), "rows_refused": _("Refused Rows")}
	return {
		"data": {
			"labels": [str(row.day) for row in days],
			"datasets": [
				{"name": label, "values": [cint(row[field]) for row in days]}
				for field, label in series.items()
			],
		},
		"type": "bar",
		"colors": [COLOURS[0], COLOURS[2], COLOURS[4]],
		"axisOptions": {"shortenYAxisNumbers": 1},
	}


def _summary(totals: frappe._dict) -> list[dict]:
	failed, refused = cint(totals.failed), cint(totals.rows_refused)
	last = totals.last_success
	return [
		{"label": _("Runs"), "value": cint(totals.runs), "datatype": "Int"},
		warning(_("Failed Runs"), failed),
		{"label": _("Rows Read"), "value": cint(totals.rows_read), "datatype": "Int"},
		warning(_("Refused Rows"), refused, "Orange"),
		{
			"label": _("Last Success"),
			"value": frappe.utils.format_datetime(last, "yyyy-MM-dd HH:mm") if last else "–",
			"datatype": "Data",
		},
	]


def _columns() -> list[dict]:
	return [
		{**column("name", _("Run"), "Link", 110), "options": RUN},
		{**column("data_source", _("Data Source"), "Link", 180), "options": SOURCE},
		column("entity", _("Data"), "Data", 100),
		column("mode", _("Mode", context=RUN), "Data", 90),
		column("triggered_by", _("Triggered by", context=RUN), "Data", 100),
		column("state", _("Status"), "Data", 120),
		column("started_at", _("Started at"), "Datetime", 160),
		column("seconds", _("Seconds"), "Float", 90),
		column("rows_read", _("Rows Read"), width=100),
		column("rows_new", _("New Rows"), width=100),
		column("rows_changed", _("Changed Rows"), width=100),
		column("rows_unchanged", _("Unchanged Rows"), width=110),
		column("rows_refused", _("Refused Rows"), width=100),
		column("error", _("Error"), "Data", 260),
	]
