"""服务满意度表: how customers rated what was done for them, by type and handler (SVC-09, ANA-03, scenario 7)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Sum
from frappe.utils import cint
from pypika.terms import Criterion

from bank_crm.service import reporting

ORDER = reporting.ORDER
#: From this grade on a customer is satisfied; 5 is the best.
SATISFIED = 4
LOW = 2
COUNTS = ("answered", "rated", "grades", "content", "low")
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
	counted = frappe.qb.from_(order).select(*keys, *_measures()).where(within).groupby(*keys).orderby(*keys)
	groups = counted.run(as_dict=True)
	total = _shares(frappe._dict({name: sum(cint(group[name]) for group in groups) for name in COUNTS}))
	rows = [_shares(group) for group in groups[: reporting.MOST_ROWS]]
	for row in rows:
		row.raw = {name: row[name] for name in names}
	rows = reporting.readable(rows, dimensions)
	return _columns(dimensions), rows, None, _chart(rows, names), _summary(total)


def _within(wanted: frappe._dict) -> Criterion:
	"""Orders answered in the period, rated or not."""
	order = frappe.qb.DocType(ORDER)
	within = reporting.visible_orders(order) & reporting.period_of(wanted).holds(order.answered_on)
	given = reporting.narrowed(order, wanted, "order_type", "subtype", "handler", "branch")
	return within & given if given is not None else within


def _measures() -> list:
	"""What is counted of each group, in the order of COUNTS: shares are worked out of them, so that totals are sums."""
	order = frappe.qb.DocType(ORDER)
	rated = order.rating > 0
	measures = (
		reporting.number_of_rows(),
		reporting.count_of(rated),
		Sum(Case().when(rated, order.rating).else_(0)),
		reporting.count_of(order.rating >= SATISFIED),
		reporting.count_of(rated & (order.rating <= LOW)),
	)
	return [measure.as_(name) for name, measure in zip(COUNTS, measures, strict=True)]


def _shares(group: frappe._dict) -> frappe._dict:
	answered, rated = cint(group.answered), cint(group.rated)
	group.rated_share = 100 * rated / answered if answered else None
	group.average = cint(group.grades) / rated if rated else None
	group.satisfied = 100 * cint(group.content) / rated if rated else None
	return group


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
			"value": f"{satisfied:.1f}%" if satisfied is not None else "–",
			"datatype": "Data",
		},
	]
