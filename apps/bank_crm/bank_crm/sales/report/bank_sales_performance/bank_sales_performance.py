"""销售业绩: what was won and lost by salesperson, branch, month, product line or source, with places (SAL-05, ANA-06)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg, Sum
from frappe.utils import flt
from pypika import CustomFunction
from pypika.terms import Criterion

from bank_crm.domain import performance
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales import reporting
from bank_crm.service.reporting import month_of

OPPORTUNITY = reporting.OPPORTUNITY
_days_between = CustomFunction("DATEDIFF", ["later", "earlier"])
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each salesperson (or other dimension): won and lost, win rate, how long winning took, the place."""
	frappe.has_permission(OPPORTUNITY, "report", throw=True)
	wanted = frappe._dict(filters or {})
	known = {**reporting.dimensions(), "month": reporting.Dimension(_("Month"), "month")}
	del known["stage"]
	name, dimension = reporting.dimension_of(known, wanted.by, "salesperson")
	rows = _rows(name, dimension, wanted)
	places = performance.places({place: flt(row.won_amount) for place, row in enumerate(rows)})
	for place, row in enumerate(rows):
		_complete(row)
		row.place = places[place]
		row.key = row[name]
	rows.sort(key=lambda row: str(row[name] or "") if name == "month" else (row.place, str(row[name])))
	total = frappe._dict(
		{key: sum(flt(row[key]) for row in rows) for key in ("won", "lost", "won_amount", "lost_amount")}
	)
	shown = reporting.readable(rows[: reporting.MOST_ROWS], {name: dimension})
	chart = reporting.chart(shown, name, (_("Won"), "won_amount"), most=18)
	return _columns(name, dimension), shown, None, chart, _summary(_complete(total))


def _rows(name: str, dimension: reporting.Dimension, wanted: frappe._dict) -> list[frappe._dict]:
	table = frappe.qb.DocType(OPPORTUNITY)
	won = table.outcome == OpportunityOutcome.WON.value
	lost = table.outcome == OpportunityOutcome.LOST.value
	key = month_of(table.closed_on) if name == "month" else table[dimension.column]
	within: list[Criterion] = [won | lost, reporting.period_of(wanted).holds(table.closed_on)]
	within += [
		one
		for one in (
			reporting.narrowed(table, wanted, "pipeline", "salesperson", "product_category"),
			reporting.mine(table, wanted.branch),
		)
		if one is not None
	]
	query = (
		frappe.qb.from_(table)
		.select(
			key.as_(name),
			reporting.count_of(won).as_("won"),
			reporting.count_of(lost).as_("lost"),
			Sum(Case().when(won, table.amount).else_(0)).as_("won_amount"),
			Sum(Case().when(lost, table.amount).else_(0)).as_("lost_amount"),
			Avg(Case().when(won, _days_between(table.closed_on, table.opened_on))).as_("days"),
		)
		.where(Criterion.all(within))
		.groupby(key)
	)
	return query.run(as_dict=True)


def _complete(row: frappe._dict) -> frappe._dict:
	closed = flt(row.won) + flt(row.lost)
	row.win_rate = 100 * flt(row.won) / closed if closed else None
	row.average = flt(row.won_amount) / flt(row.won) if row.won else None
	return row


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.column("place", _("Place"), width=70),
		reporting.dimension_column(name, dimension),
		reporting.column("won", _("Won")),
		reporting.column("won_amount", _("Won Amount"), "Currency", 150),
		reporting.column("average", _("Average Deal"), "Currency", 140),
		reporting.column("lost", _("Lost")),
		reporting.column("lost_amount", _("Lost Amount"), "Currency", 150),
		reporting.column("win_rate", _("Win Rate"), "Percent", 100),
		reporting.column("days", _("Days to Win"), "Float", 110),
	]


def _summary(total: frappe._dict) -> list[dict]:
	return [
		{"label": _("Won"), "value": int(total.won), "datatype": "Int", "indicator": "Green"},
		{"label": _("Won Amount"), "value": total.won_amount, "datatype": "Currency"},
		{"label": _("Lost"), "value": int(total.lost), "datatype": "Int"},
		{"label": _("Win Rate"), "value": round(total.win_rate or 0, 1), "datatype": "Percent"},
	]
