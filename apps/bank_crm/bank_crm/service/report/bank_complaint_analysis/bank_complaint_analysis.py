"""投诉分析: where complaints come from, what they are about, how they end (SVC-11, SVC-12)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg, Sum
from pypika.functions import Coalesce
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, CustomFunction, Term

from bank_crm.domain.complaint_enums import ComplaintOrigin, ComplaintOutcome, ComplaintState, Timeliness
from bank_crm.permissions import scope
from bank_crm.service import reporting

COMPLAINT, ORDER = reporting.COMPLAINT, reporting.ORDER
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]
_OF_ORDER = ("channel", "subtype", "product")
_ANSWERED = (ComplaintState.REPLIED.value, ComplaintState.CLOSED.value)
_OPEN = tuple(
	state for state in ComplaintState.values() if state not in (*_ANSWERED, ComplaintState.WITHDRAWN.value)
)
_UPHELD = (ComplaintOutcome.UPHELD.value, ComplaintOutcome.PARTLY.value)
_DAYS = CustomFunction("DATEDIFF", ["later", "earlier"])


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each value of the dimension, a chart and the totals of complaints of the period."""
	frappe.has_permission(COMPLAINT, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(_dimensions(), wanted.by, "category")
	complaint, order = frappe.qb.DocType(COMPLAINT), frappe.qb.DocType(ORDER)
	if name == "month":
		key: Term = reporting.month_of(complaint.received_on)
	else:
		key = (order if name in _OF_ORDER else complaint)[dimension.column]
	query = _complaints(wanted).select(key.as_(name), *_measures()).groupby(key).limit(reporting.MOST_ROWS)
	by_count = reporting.number_of_rows()
	query = query.orderby(key) if name == "month" else query.orderby(by_count, order=frappe.qb.desc)
	rows = reporting.readable(query.run(as_dict=True), {name: dimension})
	total = _complaints(wanted).select(*_measures()).run(as_dict=True)[0]
	series = ((_("Complaints"), "complaints"), (_("Late"), "late"))
	return _columns(name, dimension), rows, None, reporting.chart(rows, name, *series), _summary(total)


def _complaints(wanted: frappe._dict) -> QueryBuilder:
	"""The user's complaints received in the period."""
	complaint, order = frappe.qb.DocType(COMPLAINT), frappe.qb.DocType(ORDER)
	within: Criterion = reporting.period_of(wanted, months=12).holds(complaint.received_on)
	given = reporting.narrowed(complaint, wanted, "category", "reason", "branch", "origin")
	if given is not None:
		within = within & given
	visible = scope.criterion(COMPLAINT, table=complaint)
	if visible is not None:
		within = within & visible
	joined = frappe.qb.from_(complaint).inner_join(order).on(order.name == complaint.work_order)
	return joined.where(within)


def _measures() -> list[Term]:
	complaint = frappe.qb.DocType(COMPLAINT)
	answered = complaint.state.isin(_ANSWERED)
	late = complaint.on_time == Timeliness.LATE.value
	decided = complaint.outcome.isnotnull() & (complaint.outcome != "")
	days = (
		Case()
		.when(complaint.replied_on.isnotnull(), _DAYS(complaint.replied_on, complaint.received_on))
		.else_(None)
	)
	return [
		reporting.number_of_rows().as_("complaints"),
		Sum(Coalesce(complaint.people_count, 1)).as_("people"),
		reporting.count_of(complaint.state.isin(_OPEN)).as_("still_open"),
		reporting.share(complaint.on_time == Timeliness.IN_TIME.value, answered).as_("in_time"),
		reporting.count_of(late).as_("late"),
		Avg(days).as_("days"),
		reporting.share(complaint.outcome.isin(_UPHELD), decided).as_("upheld"),
		reporting.count_of(complaint.extension_decision == "Approved").as_("extended"),
		reporting.count_of(complaint.is_group == 1).as_("groups"),
		reporting.count_of(complaint.origin != ComplaintOrigin.CUSTOMER.value).as_("passed_on"),
		Sum(complaint.compensation_amount).as_("compensation"),
	]


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.dimension_column(name, dimension, 200),
		reporting.column("complaints", _("Complaints")),
		reporting.column("people", _("People Complaining")),
		reporting.column("still_open", _("Still Open")),
		reporting.column("in_time", _("Replied in Time"), "Percent", 130),
		reporting.column("late", _("Late")),
		reporting.column("days", _("Days to Reply"), "Float", 120),
		reporting.column("upheld", _("Share Upheld"), "Percent", 120),
		reporting.column("extended", _("Extended")),
		reporting.column("groups", _("Group Complaints")),
		reporting.column("passed_on", _("Passed on by Authorities"), width=160),
		reporting.column("compensation", _("Compensation"), "Currency", 130),
	]


def _summary(total: frappe._dict) -> list[dict]:
	in_time = total.in_time
	return [
		{"label": _("Complaints"), "value": total.complaints, "datatype": "Int"},
		{"label": _("Still Open"), "value": total.still_open or 0, "datatype": "Int"},
		reporting.warning(_("Late"), total.late or 0),
		{
			"label": _("Replied in Time"),
			"value": f"{in_time:.1f}%" if in_time is not None else "–",
			"datatype": "Data",
		},
	]


def _dimensions() -> dict[str, reporting.Dimension]:
	return {
		"category": reporting.Dimension(_("Business Category"), "category", COMPLAINT),
		"reason": reporting.Dimension(_("Reason Category"), "reason", COMPLAINT),
		"cause": reporting.Dimension(_("Root Cause"), "cause"),
		"outcome": reporting.Dimension(_("Outcome"), "outcome", COMPLAINT),
		"origin": reporting.Dimension(_("Origin"), "origin", COMPLAINT),
		"branch": reporting.Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"investigator": reporting.Dimension(
			_("Investigator"), "investigator", named_by=("User", "full_name")
		),
		"channel": reporting.Dimension(_("Channel"), "channel", ORDER),
		"subtype": reporting.Dimension(_("Subtype"), "subtype"),
		"product": reporting.Dimension(_("Product"), "product", named_by=("Bank Product", "product_name")),
		"month": reporting.Dimension(_("Month"), "month"),
	}
