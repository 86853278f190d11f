"""销售预测表: commit, best case and weighted by month, branch, person or product line; beside a snapshot (SAL-03)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt, getdate
from pypika.terms import Criterion

from bank_crm.sales import reporting
from bank_crm.sales.forecast import figures
from bank_crm.sales.targets import rows as line_rows

OPPORTUNITY, LINE = reporting.OPPORTUNITY, line_rows.LINE
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return a row for each month (or other dimension): won, commit, best case, pipeline, weighted.

	With a snapshot each row also tells what was expected then, so that forecast and result stand side by side.
	"""
	frappe.has_permission(OPPORTUNITY, "report", throw=True)
	wanted = frappe._dict(filters or {})
	known = {**reporting.dimensions(), "month": reporting.Dimension(_("Month"), "month")}
	known = {name: known[name] for name in figures.DIMENSIONS}
	name, dimension = reporting.dimension_of(known, wanted.by, "month")
	rows = _now(name, wanted)
	if wanted.snapshot:
		_add_then(rows, name, wanted)
	tree = _tree(rows, wanted.branch) if name == "branch" else None
	rows = [_summed(row) for row in rows]
	rows.sort(key=lambda row: str(row[name] or "") if name == "month" else -flt(row["best_case"]))
	total = {field: sum(flt(row.get(field)) for row in rows) for field in _FIELDS}
	if name == "month":
		for row in rows:
			row["month"] = str(row["month"])[:7]
	drawn = reporting.readable(rows[: reporting.MOST_ROWS], {name: dimension})
	shown = drawn if tree is None else reporting.readable(tree[: reporting.MOST_ROWS], {name: dimension})
	series = [(_("Won"), "closed_amount"), (_("Commit"), "commit"), (_("Best Case"), "best_case")]
	columns = _columns(name, dimension, bool(wanted.snapshot))
	return columns, shown, None, reporting.chart(drawn, name, *series, most=18), _summary(total)


_FIELDS = (
	"closed_amount",
	"commit",
	"best_case",
	"pipeline_amount",
	"weighted",
	"then_commit",
	"then_weighted",
)


def _now(name: str, wanted: frappe._dict) -> list[frappe._dict]:
	table = frappe.qb.DocType(OPPORTUNITY)
	given = reporting.narrowed(table, wanted, "salesperson", "product_category", "pipeline")
	mine = reporting.mine(table, wanted.branch)
	conditions = [one for one in (given, mine) if one is not None]
	first = getdate(wanted.from_date) if wanted.from_date else None
	last = getdate(wanted.to_date) if wanted.to_date else None
	if first and last and first > last:
		frappe.throw(_("The period ends before it begins."))
	condition = Criterion.all(conditions) if conditions else None
	return figures.lines([name], condition, table, first, last).run(as_dict=True)


def _add_then(rows: list[frappe._dict], name: str, wanted: frappe._dict) -> None:
	"""Put what the snapshot expected beside what is known now; lines are the user's own or those of his branches."""
	line = frappe.qb.DocType(LINE)
	query = (
		frappe.qb.from_(line)
		.select(
			line[name].as_(name),
			Sum(line.closed_amount + line.commit_amount).as_("then_commit"),
			Sum(line.closed_amount + line.weighted_amount).as_("then_weighted"),
		)
		.where(line.snapshot == wanted.snapshot)
		.groupby(line[name])
	)
	for condition in (
		line_rows.criterion(LINE, frappe.session.user, line),
		reporting.narrowed(line, wanted, "salesperson", "product_category"),
		reporting.of_branch(line.branch, wanted.branch),
	):
		query = query if condition is None else query.where(condition)
	if wanted.from_date:
		query = query.where(line.month >= wanted.from_date)
	if wanted.to_date:
		query = query.where(line.month <= wanted.to_date)
	known = {str(row[name] or ""): row for row in rows}
	for then in query.run(as_dict=True):
		row = known.get(str(then[name] or ""))
		if row is None:
			row = frappe._dict({name: then[name], **dict.fromkeys(figures.AMOUNTS, 0), "opportunities": 0})
			rows.append(row)
		row.update({"then_commit": then.then_commit, "then_weighted": then.then_weighted})


def _tree(rows: list[frappe._dict], branch: str | None) -> list[frappe._dict]:
	"""The branches as they belong to each other, each with what is below it."""
	sums = ("opportunities", *figures.AMOUNTS, "then_commit", "then_weighted")
	return [_summed(row) for row in reporting.as_tree(rows, sums, branch)]


def _summed(row: frappe._dict) -> frappe._dict:
	"""Commit and best case are read with what is certain already."""
	won = flt(row.closed_amount)
	row.commit = won + flt(row.commit_amount)
	row.best_case = row.commit + flt(row.best_case_amount)
	row.weighted = won + flt(row.weighted_amount)
	row.difference = won - flt(row.get("then_weighted"))
	return row


def _columns(name: str, dimension: reporting.Dimension, compared: bool) -> list[dict]:
	money = [
		("closed_amount", _("Won")),
		("commit", _("Commit")),
		("best_case", _("Best Case")),
		("pipeline_amount", _("Pipeline", context="Bank Opportunity")),
		("weighted", _("Weighted")),
	]
	if compared:
		money += [
			("then_commit", _("Commit Then")),
			("then_weighted", _("Weighted Then")),
			("difference", _("Won Against Weighted Then")),
		]
	return [
		reporting.dimension_column(name, dimension),
		reporting.column("opportunities", _("Opportunities")),
		*(reporting.column(field, label, "Currency", 150) for field, label in money),
	]


def _summary(total: dict[str, float]) -> list[dict]:
	return [
		{"label": _("Won"), "value": total["closed_amount"], "datatype": "Currency"},
		{"label": _("Commit"), "value": total["commit"], "datatype": "Currency"},
		{"label": _("Best Case"), "value": total["best_case"], "datatype": "Currency"},
		{"label": _("Weighted"), "value": total["weighted"], "datatype": "Currency"},
	]
