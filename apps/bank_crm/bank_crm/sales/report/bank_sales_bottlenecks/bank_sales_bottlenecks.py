"""销售瓶颈: where opportunities stall: who goes on from a stage, who is lost in it, how long it takes (SAL-06)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Avg, Count
from frappe.utils import flt, today
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales import reporting
from bank_crm.sales.opportunities import pipelines

OPPORTUNITY, HISTORY = reporting.OPPORTUNITY, "Bank Opportunity Stage"
DAY = 86_400
#: From so many passages on a stage is judged.
LEAST_PASSAGES = 5
Report = tuple[list[dict], list[dict], str | None, dict | None]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return the open stages of a pipeline in their order, and name the one that loses most and the slowest."""
	frappe.has_permission(OPPORTUNITY, "report", throw=True)
	wanted = frappe._dict(filters or {})
	name = wanted.pipeline or pipelines.of_product_line(wanted.product_category)
	if not name:
		return _columns(), [], _("There is no pipeline."), None
	wanted.pipeline = name
	passed = {row.stage: row for row in _passages(wanted)}
	waiting = {row.stage: row for row in _waiting(wanted)}
	rows = [
		_row(stage.name, passed.get(stage.name), waiting.get(stage.name))
		for stage in pipelines.read(name).stages
		if stage.is_open
	]
	_mark(rows)
	chart = reporting.chart(
		rows, "stage", (_("Lost Here (%)"), "lost_share"), (_("Days in the Stage"), "days")
	)
	return _columns(), rows, None, chart


def _passages(wanted: frappe._dict) -> list[frappe._dict]:
	"""What left each stage in the period: forward, lost, and how long it had been there."""
	history, one = frappe.qb.DocType(HISTORY), frappe.qb.DocType(OPPORTUNITY)
	ends = _lost_stages(wanted.pipeline)
	lost = history.to_stage.isin(ends or [""])
	query = (
		frappe.qb.from_(history)
		.inner_join(one)
		.on(one.name == history.opportunity)
		.select(
			history.stage,
			Count("*").as_("left"),
			reporting.count_of(lost).as_("lost"),
			(Avg(history.seconds) / DAY).as_("days"),
		)
		.where((one.pipeline == wanted.pipeline) & reporting.period_of(wanted).holds(history.to_on))
		.groupby(history.stage)
	)
	return _narrowed(query, one, wanted).run(as_dict=True)


def _waiting(wanted: frappe._dict) -> list[frappe._dict]:
	"""What is in each stage now, and how much of it has not moved for too long."""
	one = frappe.qb.DocType(OPPORTUNITY)
	query = (
		frappe.qb.from_(one)
		.select(
			one.stage,
			Count("*").as_("waiting"),
			reporting.count_of(one.stale_on <= today()).as_("stale"),
		)
		.where((one.outcome == OpportunityOutcome.OPEN.value) & (one.pipeline == wanted.pipeline))
		.groupby(one.stage)
	)
	return _narrowed(query, one, wanted).run(as_dict=True)


def _narrowed(query: QueryBuilder, one: Table, wanted: frappe._dict) -> QueryBuilder:
	given = [
		reporting.narrowed(one, wanted, "salesperson", "product_category"),
		reporting.mine(one, wanted.branch),
	]
	found = [each for each in given if each is not None]
	return query.where(Criterion.all(found)) if found else query


def _lost_stages(pipeline: str) -> list[str]:
	stages = pipelines.read(pipeline).stages
	return [stage.name for stage in stages if stage.outcome is OpportunityOutcome.LOST]


def _row(stage: str, passed: frappe._dict | None, waiting: frappe._dict | None) -> frappe._dict:
	passed, waiting = passed or frappe._dict(), waiting or frappe._dict()
	left, lost, now = int(passed.left or 0), int(passed.lost or 0), int(waiting.waiting or 0)
	return frappe._dict(
		stage=stage,
		left=left,
		went_on=left - lost,
		lost=lost,
		lost_share=100 * lost / left if left else None,
		days=flt(passed.days) if left else None,
		waiting=now,
		stale=int(waiting.stale or 0),
		stale_share=100 * flt(waiting.stale) / now if now else None,
		finding=None,
	)


def _mark(rows: list[frappe._dict]) -> None:
	"""Tell the stage that loses the largest share, the slowest, and the one where most has not moved."""
	judged = [row for row in rows if row.left >= LEAST_PASSAGES]
	for field, words in (("lost_share", _("Loses most")), ("days", _("Slowest"))):
		_tell(max(judged, key=lambda row: flt(row[field]), default=None), field, words)
	waiting = [row for row in rows if row.waiting >= LEAST_PASSAGES]
	_tell(
		max(waiting, key=lambda row: flt(row.stale_share), default=None), "stale_share", _("Most stand still")
	)


def _tell(row: frappe._dict | None, field: str, words: str) -> None:
	if row is not None and flt(row[field]):
		row.finding = f"{row.finding} · {words}" if row.finding else words


def _columns() -> list[dict]:
	return [
		reporting.column("stage", _("Stage"), "Data", 150),
		reporting.column("left", _("Left the Stage")),
		reporting.column("went_on", _("Went On")),
		reporting.column("lost", _("Lost Here")),
		reporting.column("lost_share", _("Lost Here (%)"), "Percent", 120),
		reporting.column("days", _("Days in the Stage"), "Float", 130),
		reporting.column("waiting", _("In It Now")),
		reporting.column("stale", _("Not Moving")),
		reporting.column("stale_share", _("Not Moving (%)"), "Percent", 130),
		reporting.column("finding", _("What Stands Out"), "Data", 220),
	]
