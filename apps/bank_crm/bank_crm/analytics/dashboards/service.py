"""Satisfaction and efficiency over the viewer's work orders (ANA-13, SVC-09, SVC-14)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_days, today
from pypika import CustomFunction
from pypika.queries import QueryBuilder
from pypika.terms import LiteralValue

from bank_crm.analytics.dashboards import periods
from bank_crm.analytics.dashboards.base import Bars, Card, Chart, Figure, percent
from bank_crm.domain.service_enums import OrderState
from bank_crm.service import reporting

ORDER = reporting.ORDER
SATISFIED = 4
LATELY, QUARTER = 30, 90
MOST_HANDLERS = 12
OVER = [each.value for each in (OrderState.ANSWERED, OrderState.RATED, OrderState.CLOSED, OrderState.MERGED)]
_seconds_between = CustomFunction("TIMESTAMPDIFF", ["unit", "first", "last"])


def satisfied_share() -> Figure:
	"""Of the orders rated in the last ninety days, the share graded four or five."""
	table, query = _orders()
	rated = query.where((table.rating > 0) & (table.rated_on >= add_days(today(), -QUARTER)))
	satisfied, all_ = rated.select(Sum(Case().when(table.rating >= SATISFIED, 1).else_(0)), Count("*")).run()[
		0
	]
	return Figure(percent(satisfied, all_), "Percent", ("query-report", "Bank Service Satisfaction"))


def first_response() -> Figure:
	"""Mean hours from opening to the first response, of the orders opened in the last thirty days."""
	table, query = _orders()
	opened = (table.opened_on >= add_days(today(), -LATELY)) & table.first_response_on.isnotnull()
	waited = _seconds_between(LiteralValue("SECOND"), table.opened_on, table.first_response_on)
	seconds, count = query.where(opened).select(Sum(waited), Count("*")).run()[0]
	hours = round(float(seconds or 0) / 3600 / count, 1) if count else None
	return Figure(hours, "Float", ("query-report", "Bank Work Order Timeliness"))


def orders_per_agent() -> Figure:
	"""Orders answered in the last thirty days for each person who answered any."""
	table, query = _orders()
	since = add_days(today(), -LATELY)
	answered = query.where((table.answered_on >= since) & table.handler.isnotnull())
	count, people = answered.select(Count("*"), Count(table.handler).distinct()).run()[0]
	value = round(count / people, 1) if people else None
	return Figure(value, "Float", ("List", ORDER, "List"), {"answered_on": [">=", str(since)]})


def orders_by_day() -> Bars:
	"""Orders opened and answered, by day of the last two weeks."""
	series = {}
	for name, column in ((_("Opened Orders"), "opened_on"), (_("Answered"), "answered_on")):
		table, query = _orders()
		series[name] = periods.by_day(query, table[column])
	days = periods.days()
	drill = [{"opened_on": ["between", [str(day), str(day)]]} for day in days]
	return Bars([day.strftime("%m-%d") for day in days], series, drill)


def satisfaction_by_month() -> Bars:
	"""The share of satisfied customers by month of the last twelve."""
	table, query = _orders()
	found = periods.by_month(
		query.where(table.rating > 0),
		table.rated_on,
		Sum(Case().when(table.rating >= SATISFIED, 1).else_(0)),
		Count("*"),
	)
	shares = [percent(*found[month]) or 0 if month in found else 0 for month in periods.months()]
	return Bars(periods.months(), {_("Satisfied Customers"): shares})


def open_by_type() -> Bars:
	"""Open orders by type and priority."""
	table, query = _orders()
	rows = (
		query.where(table.state.notin(OVER))
		.select(table.order_type, table.priority, Count("*"))
		.groupby(table.order_type, table.priority)
		.run()
	)
	kinds = sorted({row[0] or "" for row in rows})
	counted = {(row[0] or "", row[1] or ""): int(row[2]) for row in rows}
	return Bars(
		[_(kind, context=ORDER) if kind else _("Without Type") for kind in kinds],
		{
			_(priority, context=ORDER): [counted.get((kind, priority), 0) for kind in kinds]
			for priority in ("High", "Medium", "Low")
		},
		[{"order_type": kind, "state": ["not in", OVER]} for kind in kinds],
	)


def open_by_handler() -> Bars:
	"""Open orders of the people who have most of them."""
	table, query = _orders()
	person = frappe.qb.DocType("User")
	many = Count("*")
	rows = (
		query.where(table.state.notin(OVER) & table.handler.isnotnull())
		.left_join(person)
		.on(person.name == table.handler)
		.select(table.handler, person.full_name, many.as_("many"))
		.groupby(table.handler, person.full_name)
		.orderby(many, order=frappe.qb.desc)
		.limit(MOST_HANDLERS)
	).run(as_dict=True)
	return Bars(
		[row.full_name or row.handler for row in rows],
		{_("Open Work Orders"): [int(row.many) for row in rows]},
		[{"handler": row.handler, "state": ["not in", OVER]} for row in rows],
	)


def _orders() -> tuple[Table, QueryBuilder]:
	table = frappe.qb.DocType(ORDER)
	return table, frappe.qb.from_(table).where(reporting.visible_orders(table))


CARDS = {
	"satisfied_share": Card(ORDER, satisfied_share),
	"first_response": Card(ORDER, first_response),
	"orders_per_agent": Card(ORDER, orders_per_agent),
}
CHARTS = {
	"Bank Orders by Day": Chart(ORDER, orders_by_day),
	"Bank Satisfaction by Month": Chart(ORDER, satisfaction_by_month),
	"Bank Open Orders by Type": Chart(ORDER, open_by_type),
	"Bank Open Orders by Handler": Chart(ORDER, open_by_handler),
}
