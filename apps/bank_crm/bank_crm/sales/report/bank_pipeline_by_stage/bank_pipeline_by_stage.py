"""商机漏斗表: what is open, by stage or whoever works on it: amounts, weighted, stale, overdue (SAL-02, SAL-10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt, today
from pypika.terms import Criterion

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales import reporting

OPPORTUNITY = reporting.OPPORTUNITY
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]
#: The order of the indexes `rows_by_…`: rows are added up along one, and the few sums by what was asked for.
INDEXED = {
	"pipeline": ("pipeline",),
	"stage": ("pipeline", "stage"),
	"salesperson": ("pipeline", "salesperson"),
	"branch": ("pipeline", "stage", "branch"),
}


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return columns, a row for each stage (or other dimension) of the open opportunities, a chart and the totals."""
	frappe.has_permission(OPPORTUNITY, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name, dimension = reporting.dimension_of(reporting.dimensions(), wanted.by, "stage")
	rows = _rows(name, dimension, wanted)
	total = _total(rows)
	if name == "stage":
		rows.sort(key=reporting.stage_order(wanted.pipeline))
	else:
		rows.sort(key=lambda row: -flt(row["amount"]))
	shown = reporting.readable(rows[: reporting.MOST_ROWS], {name: dimension})
	series = [(_("Amount"), "amount"), (_("Weighted Amount"), "weighted_amount")]
	return _columns(name, dimension), shown, None, reporting.chart(shown, name, *series), _summary(total)


def _rows(name: str, dimension: reporting.Dimension, wanted: frappe._dict) -> list[frappe._dict]:
	table = frappe.qb.DocType(OPPORTUNITY)
	query = frappe.qb.from_(table).where(_within(wanted))
	measures = (
		reporting.number_of_rows().as_("opportunities"),
		Sum(table.amount).as_("amount"),
		Sum(table.weighted_amount).as_("weighted_amount"),
		reporting.count_of(table.stale_on <= today()).as_("stale"),
		reporting.count_of(table.expected_close < today()).as_("late"),
	)
	key = table[dimension.column]
	along = [table[column] for column in _along(dimension.column, bool(wanted.pipeline))]
	if len(along) < 2:
		return query.select(key.as_(name), *measures).groupby(key).run(as_dict=True)
	fine = query.select(*along, *measures).groupby(*along).as_("fine")
	sums = [Sum(fine[measure.alias]).as_(measure.alias) for measure in measures]
	coarse = frappe.qb.from_(fine).select(fine[dimension.column].as_(name), *sums)
	return coarse.groupby(fine[dimension.column]).run(as_dict=True)


def _along(column: str, of_one_pipeline: bool) -> Sequence[str]:
	"""The columns of the index up to the one that is asked for; none where no index holds it."""
	columns = INDEXED.get(column, ())
	return columns[1:] if of_one_pipeline and len(columns) > 1 else columns


def _within(wanted: frappe._dict) -> Criterion:
	table = frappe.qb.DocType(OPPORTUNITY)
	within = table.outcome == OpportunityOutcome.OPEN.value
	given = reporting.narrowed(table, wanted, "pipeline", "salesperson", "product_category")
	mine = reporting.mine(table, wanted.branch, OpportunityOutcome.OPEN)
	return Criterion.all([one for one in (within, given, mine) if one is not None])


def _total(rows: list[frappe._dict]) -> dict[str, float]:
	fields = ("opportunities", "amount", "weighted_amount", "stale", "late")
	return {field: sum(flt(row[field]) for row in rows) for field in fields}


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("opportunities", _("Opportunities")),
		reporting.column("amount", _("Amount"), "Currency", 160),
		reporting.column("weighted_amount", _("Weighted Amount"), "Currency", 160),
		reporting.column("stale", _("Stale")),
		reporting.column("late", _("Past Expected Close"), width=140),
	]


def _summary(total: dict[str, float]) -> list[dict]:
	return [
		{"label": _("Open Opportunities"), "value": int(total["opportunities"]), "datatype": "Int"},
		{"label": _("Amount"), "value": total["amount"], "datatype": "Currency"},
		{"label": _("Weighted Amount"), "value": total["weighted_amount"], "datatype": "Currency"},
		reporting.warning(_("Stale"), int(total["stale"]), "Orange"),
	]
