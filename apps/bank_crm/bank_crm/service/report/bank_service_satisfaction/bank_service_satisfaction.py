"""服务满意度表: how customers rated what was done for them, by type and handler (SVC-09, ANA-03, scenario 7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg
from pypika.terms import Criterion

from bank_crm.service import reporting

ORDER = reporting.ORDER
#: From this grade on a customer is satisfied; 5 is the best.
SATISFIED = 4
LOW = 2
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each type and handler (each subtype too if asked for), a chart and the totals."""
	frappe.has_permission(ORDER, "report", throw=True)
	wanted = frappe._dict(filters or {})
	order = frappe.qb.DocType(ORDER)
	names = ["order_type", *(["subtype"] if wanted.subtypes else []), "handler"]
	dimensions = {name: reporting.order_dimensions()[name] for name in names}
	within = _within(wanted)
	keys = [order[name] for name in names]
	query = (
		frappe.qb.from_(order)
		.select(*keys, *_measures())
		.where(within)
		.groupby(*keys)
		.having(reporting.number_of_rows() > 0)
		.orderby(*keys)
		.limit(reporting.MOST_ROWS)
	)
	rows = query.run(as_dict=True)
	for row in rows:
		row.raw = {name: row[name] for name in names}
	rows = reporting.readable(rows, dimensions)
	total = frappe.qb.from_(order).select(*_measures()).where(within).run(as_dict=True)[0]
	return _columns(dimensions), rows, None, _chart(rows, names), _summary(total)


def _within(wanted: frappe._dict) -> Criterion:
	"""Orders answered in the period, rated or not."""
	order = frappe.qb.DocType(ORDER)
	within = reporting.visible_orders(order) & reporting.period_of(wanted).holds(order.answered_on)
	given = reporting.narrowed(order, wanted, "order_type", "subtype", "handler", "branch")
	return within & given if given is not None else within


def _measures() -> list:
	order = frappe.qb.DocType(ORDER)
	rated = order.rating > 0
	answered = order.answered_on.isnotnull()
	return [
		reporting.number_of_rows().as_("answered"),
		reporting.count_of(rated).as_("rated"),
		reporting.share(rated, answered).as_("rated_share"),
		Avg(Case().when(rated, order.rating).else_(None)).as_("average"),
		reporting.share(order.rating >= SATISFIED, rated).as_("satisfied"),
		reporting.count_of(rated & (order.rating <= LOW)).as_("low"),
	]


def _columns(dimensions: dict[str, reporting.Dimension]) -> list[dict]:
	return [
		*(reporting.dimension_column(name, dimension) for name, dimension in dimensions.items()),
		reporting.column("answered", _("Answered")),
		reporting.column("rated", _("Ratings")),
		reporting.column("rated_share", _("Share Rated"), "Percent"),
		reporting.column("average", _("Average Rating"), "Float", 120),
		reporting.column("satisfied", _("Share Satisfied"), "Percent", 130),
		reporting.column("low", _("Low Ratings")),
	]


def _chart(rows: list[dict], names: list[str]) -> dict | None:
	rated = [row for row in rows if row["rated"]]
	labelled = [{**row, "label": " · ".join(str(row[name]) for name in names)} for row in rated]
	return reporting.chart(labelled, "label", (_("Share Satisfied"), "satisfied"))


def _summary(total: frappe._dict) -> list[dict]:
	satisfied = total.satisfied
	return [
		{"label": _("Answered"), "value": total.answered, "datatype": "Int"},
		{"label": _("Ratings"), "value": total.rated or 0, "datatype": "Int"},
		{
			"label": _("Average Rating"),
			"value": f"{total.average:.2f}" if total.average else "–",
			"datatype": "Data",
		},
		{
			"label": _("Share Satisfied"),
			"value": f"{satisfied:.1f} %" if satisfied is not None else "–",
			"datatype": "Data",
		},
	]
