"""积压工单账龄表: what is still open, by its age (SVC-10, SVC-17)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Min
from frappe.utils import add_to_date, now_datetime
from pypika.terms import Criterion, Term

from bank_crm.domain.orders import DONE
from bank_crm.domain.service_enums import ClockState
from bank_crm.service import reporting

ORDER = reporting.ORDER
#: Ages in days: up to and including; the last has no end.
AGES = (1, 3, 7, 15, 30)
_DONE = tuple(sorted(state.value for state in DONE))
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each value of the dimension, a chart and the totals of all open orders."""
	frappe.has_permission(ORDER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	known = {name: one for name, one in reporting.order_dimensions().items() if name != "month"}
	name, dimension = reporting.dimension_of(known, wanted.by, "branch")
	order, within = frappe.qb.DocType(ORDER), _within(wanted)
	key = order[dimension.column]
	query = (
		frappe.qb.from_(order)
		.select(key.as_(name), *_measures())
		.where(within)
		.groupby(key)
		.orderby(reporting.number_of_rows(), order=frappe.qb.desc)
		.limit(reporting.MOST_ROWS)
	)
	rows = _with_age(reporting.readable(query.run(as_dict=True), {name: dimension}))
	total = _with_age(frappe.qb.from_(order).select(*_measures()).where(within).run(as_dict=True))[0]
	series = [(label, field) for field, label in _ages()]
	return (
		_columns(name, dimension),
		rows,
		None,
		_stacked(reporting.chart(rows, name, *series)),
		_summary(total),
	)


def _within(wanted: frappe._dict) -> Criterion:
	order = frappe.qb.DocType(ORDER)
	within = reporting.visible_orders(order) & order.state.notin(_DONE)
	given = reporting.narrowed(
		order, wanted, "order_type", "subtype", "handler", "branch", "queue", "priority"
	)
	return within & given if given is not None else within


def _measures() -> list[Term]:
	order, now = frappe.qb.DocType(ORDER), now_datetime()
	marks = [add_to_date(now, days=-days) for days in AGES]
	measures: list[Term] = [reporting.number_of_rows().as_("open_orders")]
	for number, (field, _label) in enumerate(_ages()):
		young = order.opened_on >= marks[number] if number < len(marks) else None
		old = order.opened_on < marks[number - 1] if number else None
		conditions = [condition for condition in (young, old) if condition is not None]
		measures.append(reporting.count_of(Criterion.all(conditions)).as_(field))
	nobody = order.handler.isnull() | (order.handler == "")
	return [
		*measures,
		reporting.count_of(nobody).as_("unassigned"),
		reporting.count_of(order.resolution_clock == ClockState.BREACHED.value).as_("late"),
		reporting.count_of(order.resolution_clock == ClockState.PAUSED.value).as_("paused"),
		Min(order.opened_on).as_("oldest"),
	]


def _ages() -> list[tuple[str, str]]:
	"""Return the field and the label of each age."""
	found = []
	for number, days in enumerate(AGES):
		first = AGES[number - 1] if number else 0
		found.append((f"age_{days}", _("{0}–{1} Days").format(first, days)))
	return [*found, ("age_more", _("Over {0} Days").format(AGES[-1]))]


def _with_age(rows: list[dict]) -> list[dict]:
	now = now_datetime()
	for row in rows:
		row["oldest_days"] = (now - row["oldest"]).days if row.get("oldest") else None
	return rows


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("open_orders", _("Open Orders")),
		*(reporting.column(field, label) for field, label in _ages()),
		reporting.column("unassigned", _("Without Handler")),
		reporting.column("late", _("Solution Late"), width=120),
		reporting.column("paused", _("Paused")),
		reporting.column("oldest_days", _("Oldest (Days)"), width=130),
	]


def _stacked(chart: dict | None) -> dict | None:
	return {**chart, "barOptions": {"stacked": 1}} if chart else None


def _summary(total: frappe._dict) -> list[dict]:
	return [
		{"label": _("Open Orders"), "value": total["open_orders"], "datatype": "Int"},
		{"label": _("Without Handler"), "value": total["unassigned"] or 0, "datatype": "Int"},
		reporting.warning(_("Solution Late"), total["late"] or 0),
	]
