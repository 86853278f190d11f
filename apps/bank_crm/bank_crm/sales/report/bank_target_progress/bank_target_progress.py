"""销售目标进度表: targets down the tree with what is reached now, expected by today, and open in the pipeline (SAL-04, SAL-10)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt, getdate, today
from pypika.terms import Criterion

from bank_crm.domain.sales_enums import OpportunityOutcome, TargetHolder, TargetMetric
from bank_crm.permissions import branches
from bank_crm.sales import reporting
from bank_crm.sales.targets import achieved, rows

TARGET = rows.TARGET
MOST = 500
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return the targets that run on a day, parts below their whole, counted at this moment."""
	frappe.has_permission(TARGET, "report", throw=True)
	wanted = frappe._dict(filters or {})
	found = _targets(wanted)
	reached = achieved.of_targets(row.name for row in found)
	expected = _pipeline([row.name for row in found])
	shown = [
		_told(row, level, reached[row.name], expected.get(row.name, 0.0)) for row, level in _as_tree(found)
	]
	series = [(_("Target"), "target_value"), (_("Achieved"), "achieved")]
	return _columns(), shown, None, reporting.chart(shown, "title", *series), _summary(shown)


def _targets(wanted: frappe._dict) -> list[frappe._dict]:
	table, day = frappe.qb.DocType(TARGET), getdate(wanted.day or today())
	query = (
		frappe.qb.from_(table)
		.select(
			table.name,
			table.title,
			table.metric,
			table.target_value,
			table.distributed,
			table.part_count,
			table.part_of,
			table.from_date,
			table.to_date,
		)
		.where((table.from_date <= day) & (table.to_date >= day))
		.orderby(table.from_date)
		.orderby(table.title)
		.limit(MOST)
	)
	for condition in (
		rows.criterion(TARGET, frappe.session.user, table),
		reporting.narrowed(table, wanted, "metric", "period", "product_category"),
		reporting.of_branch(table.branch, wanted.branch),
	):
		query = query if condition is None else query.where(condition)
	return query.run(as_dict=True)


def _as_tree(found: list[frappe._dict]) -> list[tuple[frappe._dict, int]]:
	names = {row.name for row in found}
	below: dict[str, list[frappe._dict]] = {}
	for row in found:
		below.setdefault(row.part_of if row.part_of in names else "", []).append(row)
	told: list[tuple[frappe._dict, int]] = []
	waiting = [(row, 0) for row in reversed(below.get("", []))]
	while waiting:
		row, level = waiting.pop()
		told.append((row, level))
		waiting += [(part, level + 1) for part in reversed(below.get(row.name, []))]
	return told


def _pipeline(names: list[str]) -> dict[str, float]:
	"""The weighted amount that is expected to close within each target of won amounts (SAL-10)."""
	found: dict[str, float] = {}
	for holder in TargetHolder:
		target, one = frappe.qb.DocType(TARGET), frappe.qb.DocType(reporting.OPPORTUNITY)
		query = frappe.qb.from_(target)
		if holder is TargetHolder.BRANCH:
			home, below = (
				frappe.qb.DocType("Bank Branch").as_("home"),
				frappe.qb.DocType("Bank Branch").as_("below"),
			)
			query = query.inner_join(home).on(home.name == target.branch)
			query = query.inner_join(below).on(branches.within(below, home))
			query = query.inner_join(one).on(one.branch == below.name)
		else:
			query = query.inner_join(one).on(one.salesperson == target.person)
		every = target.product_category.isnull() | (target.product_category == "")
		query = query.select(target.name, Sum(one.weighted_amount)).where(
			Criterion.all(
				[
					target.name.isin(names or [""]),
					target.holder == holder.value,
					target.metric == TargetMetric.WON_AMOUNT.value,
					one.outcome == OpportunityOutcome.OPEN.value,
					one.expected_close >= target.from_date,
					one.expected_close <= target.to_date,
					every | (one.product_category == target.product_category),
				]
			)
		)
		found.update({name: flt(value) for name, value in query.groupby(target.name).run()})
	return found


def _told(row: frappe._dict, level: int, reached: float, pipeline: float) -> dict[str, Any]:
	now = achieved.standing(row, reached)
	return {
		"title": row.title,
		"indent": level,
		"target": row.name,
		"target_value": flt(row.target_value),
		"achieved": reached,
		"progress": 100 * now.share,
		"expected": now.expected,
		"projected": now.projected,
		"pipeline": pipeline,
		"gap": max(0.0, flt(row.target_value) - reached - pipeline),
		"undistributed": flt(row.target_value) - flt(row.distributed) if row.part_count else None,
		"standing": _("On Track") if now.on_track else _("Behind"),
	}


def _columns() -> list[dict]:
	numbers = [
		("target_value", _("Target")),
		("achieved", _("Achieved")),
		("expected", _("Expected by Today")),
		("projected", _("At This Pace")),
		("pipeline", _("Weighted Pipeline")),
		("gap", _("Still Missing")),
		("undistributed", _("Not Given to Parts")),
	]
	columns = [reporting.column(field, label, "Float", 140) for field, label in numbers]
	columns.insert(2, reporting.column("progress", _("Progress"), "Percent", 100))
	return [
		reporting.column("title", _("Bank Sales Target"), "Data", 320),
		reporting.column("standing", _("Standing"), "Data", 100),
		*columns,
	]


def _summary(shown: list[dict]) -> list[dict]:
	behind = sum(row["standing"] == _("Behind") for row in shown)
	return [
		{"label": _("Running Targets"), "value": len(shown), "datatype": "Int"},
		reporting.warning(_("Behind"), behind),
	]
