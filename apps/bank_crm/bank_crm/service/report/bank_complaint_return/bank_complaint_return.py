"""消费投诉监管统计表: a quarter's complaints by business category and reason, as the regulator asks for them (SVC-11)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import add_days, add_months, getdate, today
from pypika.functions import Coalesce
from pypika.terms import Criterion, Term

from bank_crm.domain.complaint_enums import BusinessCategory, ComplaintState, ReasonCategory, Timeliness
from bank_crm.permissions import scope
from bank_crm.service import reporting

COMPLAINT = reporting.COMPLAINT
REASONS = {f"reason_{number}": reason for number, reason in enumerate(ReasonCategory.values(), 1)}
TOTALS = ("complaints", "people", "groups", "extended", "in_time", "late", "withdrawn", "compensation")
_ANSWERED = (ComplaintState.REPLIED.value, ComplaintState.CLOSED.value)
Report = tuple[list[dict], list[dict], str]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each category and one for all, and what is counted."""
	frappe.has_permission(COMPLAINT, "report", throw=True)
	wanted = frappe._dict(filters or {})
	period = quarter_of(wanted.year, wanted.quarter)
	complaint = frappe.qb.DocType(COMPLAINT)
	query = (
		frappe.qb.from_(complaint)
		.select(complaint.category, *_measures())
		.where(_within(wanted, period))
		.groupby(complaint.category)
	)
	found = {row.category or "": row for row in query.run(as_dict=True)}
	rows = [_row(name, found.get(name)) for name in BusinessCategory.values()]
	if "" in found:
		rows.append(_row("", found[""]))
	rows.append(_total(rows))
	note = _("Complaints received from {0} to {1}; repeated ones of a group count by themselves.").format(
		frappe.format(period.first, "Date"), frappe.format(period.last, "Date")
	)
	return _columns(), rows, note


def quarter_of(year: object, quarter: object) -> reporting.Period:
	"""Return the days of a quarter; without one, the last that is over."""
	if year and quarter:
		if str(quarter) not in ("1", "2", "3", "4") or not 1990 <= int(str(year)) <= 2100:
			frappe.throw(_("There is no such quarter."))
		first = getdate(f"{int(str(year))}-{3 * int(str(quarter)) - 2:02d}-01")
	else:
		now = getdate(today())
		first = add_months(getdate(f"{now.year}-{3 * ((now.month - 1) // 3) + 1:02d}-01"), -3)
	return reporting.Period(first, add_days(add_months(first, 3), -1))


def _within(wanted: frappe._dict, period: reporting.Period) -> Criterion:
	complaint = frappe.qb.DocType(COMPLAINT)
	within = period.holds(complaint.received_on)
	given = reporting.narrowed(complaint, wanted, "branch", "origin")
	if given is not None:
		within = within & given
	visible = scope.criterion(COMPLAINT, table=complaint)
	return within if visible is None else within & visible


def _measures() -> list[Term]:
	complaint = frappe.qb.DocType(COMPLAINT)
	return [
		reporting.number_of_rows().as_("complaints"),
		Sum(Coalesce(complaint.people_count, 1)).as_("people"),
		reporting.count_of(complaint.is_group == 1).as_("groups"),
		reporting.count_of(complaint.extension_decision == "Approved").as_("extended"),
		reporting.count_of(
			complaint.state.isin(_ANSWERED) & (complaint.on_time == Timeliness.IN_TIME.value)
		).as_("in_time"),
		reporting.count_of(complaint.on_time == Timeliness.LATE.value).as_("late"),
		reporting.count_of(complaint.state == ComplaintState.WITHDRAWN.value).as_("withdrawn"),
		Sum(complaint.compensation_amount).as_("compensation"),
		*(reporting.count_of(complaint.reason == reason).as_(field) for field, reason in REASONS.items()),
	]


def _row(category: str, found: frappe._dict | None) -> dict:
	values = {field: (found or {}).get(field) or 0 for field in (*TOTALS, *REASONS)}
	return {"category": _(category, context=COMPLAINT) if category else _("Not Given"), **values}


def _total(rows: list[dict]) -> dict:
	sums = {field: sum(row[field] for row in rows) for field in (*TOTALS, *REASONS)}
	return {"category": _("Total"), "is_total": 1, **sums}


def _columns() -> list[dict]:
	return [
		reporting.column("category", _("Business Category"), "Data", 170),
		reporting.column("complaints", _("Complaints"), width=90),
		*(
			reporting.column(field, _(reason, context=COMPLAINT), width=120)
			for field, reason in REASONS.items()
		),
		reporting.column("people", _("People Complaining"), width=110),
		reporting.column("groups", _("Group Complaints"), width=110),
		reporting.column("extended", _("Extended"), width=90),
		reporting.column("in_time", _("Replied in Time"), width=110),
		reporting.column("late", _("Late"), width=90),
		reporting.column("withdrawn", _("Withdrawn"), width=90),
		reporting.column("compensation", _("Compensation"), "Currency", 120),
	]
