"""What the viewer's opportunities come to, and how far the targets of the day have been reached (SAL-04, SAL-06)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_days, today

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Card, Chart, Figure, percent, rows_of
from bank_crm.sales import reporting
from bank_crm.sales.targets import rows as target_rows

OPPORTUNITY, TARGET = reporting.OPPORTUNITY, target_rows.TARGET
QUARTER = 90


def win_rate() -> Figure:
	"""Of the opportunities closed in the last ninety days, the share that was won."""
	table, query = rows_of(OPPORTUNITY)
	closed = table.outcome.isin(["Won", "Lost"]) & (table.closed_on >= add_days(today(), -QUARTER))
	won, all_ = (
		query.where(closed).select(Sum(Case().when(table.outcome == "Won", 1).else_(0)), Count("*")).run()[0]
	)
	return Figure(percent(won, all_), "Percent", ("query-report", "Bank Success Patterns"))


def target_attainment() -> Figure:
	"""The mean progress of the targets of today's periods the viewer reads, those that are part of none."""
	table = frappe.qb.DocType(TARGET)
	query = frappe.qb.from_(table).where((table.from_date <= today()) & (table.to_date >= today()))
	condition = target_rows.criterion(TARGET, frappe.session.user, table)
	if condition is not None:
		query = query.where(condition)
	progress, count = query.where(table.target_value > 0).select(Sum(table.progress), Count("*")).run()[0]
	value = round(float(progress or 0) / count, 1) if count else None
	return Figure(value, "Percent", ("query-report", "Bank Target Progress"))


def pipeline_by_stage() -> Bars:
	"""Open opportunities' amounts, and weighted, along the stages."""
	table, query = rows_of(OPPORTUNITY)
	rows = (
		query.where(table.outcome == "Open")
		.select(table.stage, Sum(table.amount).as_("amount"), Sum(table.weighted_amount).as_("weighted"))
		.groupby(table.stage)
	).run(as_dict=True)
	rows.sort(key=reporting.stage_order(None))
	return Bars(
		[_(row.stage) if row.stage else _("Without Stage") for row in rows],
		{
			_("Amount"): [float(row.amount or 0) for row in rows],
			_("Weighted Amount"): [float(row.weighted or 0) for row in rows],
		},
		[{"stage": row.stage, "outcome": "Open"} for row in rows],
	)


def won_by_month() -> Bars:
	"""What was won by month of the last twelve."""
	table, query = rows_of(OPPORTUNITY)
	found = periods.by_month(query.where(table.outcome == "Won"), table.closed_on, Sum(table.amount))
	months = periods.months()
	return Bars(
		months, {_("Won Amount"): [float(found[month][0] or 0) if month in found else 0 for month in months]}
	)


CARDS = {
	"win_rate": Card(OPPORTUNITY, win_rate),
	"target_attainment": Card(TARGET, target_attainment),
}
CHARTS = {
	"Bank Pipeline Amounts by Stage": Chart(OPPORTUNITY, pipeline_by_stage),
	"Bank Won by Month": Chart(OPPORTUNITY, won_by_month),
}
