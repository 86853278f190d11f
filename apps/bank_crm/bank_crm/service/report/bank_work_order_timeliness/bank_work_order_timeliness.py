"""工单时效表: how soon orders were answered and solved, and how often as promised (SVC-14)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg
from pypika.terms import Criterion, Term

from bank_crm.domain.service_enums import ClockState
from bank_crm.service import reporting

ORDER = reporting.ORDER
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]
_KEPT, _BROKEN = (ClockState.MET.value,), (ClockState.MISSED.value, ClockState.BREACHED.value)


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each value of the dimension, a chart and the totals of orders opened in the period."""
	frappe.has_permission(ORDER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(reporting.order_dimensions(), wanted.by, "order_type")
	order, within = frappe.qb.DocType(ORDER), _within(wanted)
	key = reporting.month_of(order.opened_on) if name == "month" else order[dimension.column]
	query = (
		frappe.qb.from_(order)
		.select(key.as_(name), *_measures())
		.where(within)
		.groupby(key)
		.orderby(key)
		.limit(reporting.MOST_ROWS)
	)
	rows = reporting.readable(query.run(as_dict=True), {name: dimension})
	total = frappe.qb.from_(order).select(*_measures()).where(within).run(as_dict=True)[0]
	series = ((_("First Response Kept"), "response_kept"), (_("Solution Kept"), "resolution_kept"))
	return _columns(name, dimension), rows, None, reporting.chart(rows, name, *series), _summary(total)


def _within(wanted: frappe._dict) -> Criterion:
	order = frappe.qb.DocType(ORDER)
	within = reporting.visible_orders(order) & reporting.period_of(wanted).holds(order.opened_on)
	given = reporting.narrowed(order, wanted, "order_type", "subtype", "handler", "branch", "priority")
	return within & given if given is not None else within


def _measures() -> list[Term]:
	order = frappe.qb.DocType(ORDER)
	measures = [
		reporting.number_of_rows().as_("opened"),
		reporting.count_of(order.answered_on.isnotnull()).as_("answered"),
		reporting.count_of(order.reopened_count > 0).as_("reopened"),
	]
	for clock in ("response", "resolution"):
		state = order[f"{clock}_clock"]
		judged = state.isin([*_KEPT, *_BROKEN])
		# business seconds as hours; orders without a promise have none
		taken = Case().when(order[f"{clock}_taken"].isnotnull(), order[f"{clock}_taken"] / 3600).else_(None)
		measures += [
			reporting.share(state.isin(_KEPT), judged).as_(f"{clock}_kept"),
			reporting.count_of(state.isin(_BROKEN)).as_(f"{clock}_late"),
			Avg(taken).as_(f"{clock}_hours"),
		]
	return measures


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("opened", _("Opened")),
		reporting.column("answered", _("Answered")),
		reporting.column("response_kept", _("First Response Kept"), "Percent", 130),
		reporting.column("response_late", _("First Response Late"), width=130),
		reporting.column("response_hours", _("Hours to First Response"), "Float", 160),
		reporting.column("resolution_kept", _("Solution Kept"), "Percent", 130),
		reporting.column("resolution_late", _("Solution Late"), width=120),
		reporting.column("resolution_hours", _("Hours to Solution"), "Float", 150),
		reporting.column("reopened", _("Reopened")),
	]


def _summary(total: frappe._dict) -> list[dict]:
	def percent(value: float | None) -> str:
		return f"{value:.1f}%" if value is not None else "–"

	return [
		{"label": _("Opened"), "value": total.opened, "datatype": "Int"},
		{"label": _("Answered"), "value": total.answered or 0, "datatype": "Int"},
		{"label": _("First Response Kept"), "value": percent(total.response_kept), "datatype": "Data"},
		{"label": _("Solution Kept"), "value": percent(total.resolution_kept), "datatype": "Data"},
	]
