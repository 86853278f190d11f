"""绩效明细: the very records a figure of somebody's score is counted from (SAL-07).

The rows are those of the query that counts; where a score is closed and its records have changed since, that is told.
Records are told by name, day and value: who the customer is, is for the record itself to say to whom may see it.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt, getdate

from bank_crm.domain.performance_enums import PerformanceMeasure
from bank_crm.sales import reporting
from bank_crm.sales.performance import measures
from bank_crm.sales.performance.measures import Span
from bank_crm.sales.performance.rows import SCORE

FIGURE = "Bank Performance Figure"
Report = tuple[list[dict], list[dict], str | None, None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return the records behind one measure of one score, the latest first."""
	frappe.has_permission(SCORE, "report", throw=True)
	wanted = frappe._dict(filters or {})
	if not wanted.score or wanted.measure not in PerformanceMeasure.values():
		return _columns(), [], _("Choose a score and a measure."), None, []
	score = frappe.get_doc(SCORE, wanted.score)
	score.check_permission("read")
	kind = PerformanceMeasure(wanted.measure)
	span = Span(getdate(score.from_date), getdate(score.to_date))
	now = measures.tallies(kind, span, [score.person])[score.person]
	query = measures.records(kind, span, [score.person])
	found = []
	if query is not None:
		each = query.as_("each_record")
		shown = (
			frappe.qb.from_(each)
			.select(each.name, each.day, each.value)
			.orderby(each.day, order=frappe.qb.desc)
		)
		found = shown.orderby(each.name).limit(reporting.MOST_ROWS).run(as_dict=True)
	doctype = measures.MEASURES[kind].doctype
	for row in found:
		row.update(record_type=doctype, record=row.name, day=getdate(row.day))
	return _columns(), found, _told(score, kind, now), None, _summary(now)


def _told(score: frappe.model.document.Document, kind: PerformanceMeasure, now: measures.Tally) -> str | None:
	"""Say so where the records are others than when they were counted."""
	then = next((row for row in score.figures if row.measure == kind.value), None)
	if then is None or (then.records == now.records and abs(flt(then.value) - flt(now.value)) < 0.005):
		return None
	return _("When counted on {0}: {1} records, figure {2}. The records have changed since.").format(
		score.computed_on.strftime("%Y-%m-%d %H:%M"), then.records, flt(then.value, 2)
	)


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "record_type",
			"label": _("Kind"),
			"fieldtype": "Link",
			"options": "DocType",
			"width": 180,
		},
		{
			"fieldname": "record",
			"label": _("Record"),
			"fieldtype": "Dynamic Link",
			"options": "record_type",
			"width": 220,
		},
		reporting.column("day", _("Day"), "Date", 120),
		reporting.column("value", _("Counts"), "Float", 140),
	]


def _summary(now: measures.Tally) -> list[dict]:
	return [
		{"label": _("Records"), "value": now.records, "datatype": "Int"},
		{"label": _("Figure"), "value": round(flt(now.value), 2), "datatype": "Float"},
	]
