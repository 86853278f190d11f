"""What the sales reports share: their rows (the user's only), the dimensions they group by (SAL-02, SAL-03, SEC-20)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.utils import flt
from pypika.terms import Criterion, Term

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import branches, roles, scope
from bank_crm.sales.opportunities import pipelines
from bank_crm.sales.opportunities import rows as opportunity_rows
from bank_crm.service.reporting import (
	MOST_ROWS,
	Dimension,
	chart,
	column,
	count_of,
	dimension_column,
	dimension_of,
	narrowed,
	number_of_rows,
	period_of,
	readable,
	share,
	warning,
)

__all__ = [
	"MOST_ROWS",
	"Dimension",
	"as_tree",
	"chart",
	"column",
	"count_of",
	"dimension_column",
	"dimension_of",
	"narrowed",
	"number_of_rows",
	"period_of",
	"readable",
	"share",
	"warning",
]
OPPORTUNITY = "Bank Opportunity"


def dimensions() -> dict[str, Dimension]:
	"""Return what reports on opportunities group by."""
	return {
		"stage": Dimension(_("Stage"), "stage"),
		"pipeline": Dimension(_("Pipeline"), "pipeline"),
		"branch": Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"salesperson": Dimension(_("Salesperson"), "salesperson", named_by=("User", "full_name")),
		"product_category": Dimension(_("Product Line"), "product_category", "Bank Product"),
		"source": Dimension(_("Source"), "source", OPPORTUNITY),
	}


def lead_dimensions() -> dict[str, Dimension]:
	"""Return what reports on leads group by."""
	found = {name: dimensions()[name] for name in ("salesperson", "branch", "product_category")}
	campaign = Dimension(_("Campaign"), "campaign", named_by=("Bank Campaign", "campaign_name"))
	return {"source": Dimension(_("Source"), "source", "Bank Lead"), **found, "campaign": campaign}


def visible(doctype: str, table: Table) -> Criterion | None:
	"""Return the rows a report of the session's user counts; None means all."""
	return scope.criterion(doctype, table=table)


def of_branch(column: Term, branch: str | None) -> Criterion | None:
	"""Return that a row belongs to a branch or one below it; None where no branch was asked for."""
	return column.isin(branches.below([branch]) or [""]) if branch else None


def mine(table: Table, branch: str | None, outcome: OpportunityOutcome | None = None) -> Criterion | None:
	"""Return the user's opportunities, of a branch and those below it where one was asked for; None means all.

	With `outcome` only opportunities of this one are looked through for them: the report counts no others.
	"""
	theirs = opportunity_rows.visible(table, outcome=outcome)
	found = [one for one in (theirs, of_branch(table.branch, branch)) if one is not None]
	return Criterion.all(found) if found else None


def as_tree(rows: list[frappe._dict], sums: Sequence[str], branch: str | None = None) -> list[frappe._dict]:
	"""Put rows by `branch` below the branches they belong to, each with the sums of all below it; `indent` is the level.

	Branches above appear where the user's rows are a whole branch's – a manager's own and those below, all for who
	sees everything –, so that no sum is told that leaves something out. A branch asked for is the top.
	"""
	user = frappe.session.user
	if scope.sees_everything(user):
		whole = None
	else:
		whole = scope.branches_below(user) if roles.has_any(user, (roles.BRANCH_MANAGER,)) else []
	if branch:
		below = branches.below([branch])
		whole = below if whole is None else sorted({*below} & {*whole})
	known = {row.branch: row for row in rows if row.branch}
	table, inner = frappe.qb.DocType("Bank Branch"), frappe.qb.DocType("Bank Branch").as_("inner")
	query = (
		frappe.qb.from_(table)
		.inner_join(inner)
		.on(branches.within(inner, table))
		.select(table.name, table.lft, table.rgt)
		.distinct()
		.where(inner.name.isin([*known, ""]))
		.orderby(table.lft)
	)
	allowed = known.keys() if whole is None else {*known, *whole}
	found: list[frappe._dict] = []
	above: list[tuple[frappe._dict, int]] = []
	for name, _lft, rgt in query.run():
		if whole is not None and name not in allowed:
			continue
		own = known.get(name)
		while above and above[-1][1] < rgt:
			above.pop()
		row = frappe._dict(own or {}, branch=name, indent=len(above), **{} if own else dict.fromkeys(sums, 0))
		for upper, _end in above if own else ():
			for field in sums:
				upper[field] = flt(upper.get(field)) + flt(own.get(field))
		found.append(row)
		above.append((row, rgt))
	return [*found, *(frappe._dict(row, indent=0) for row in rows if not row.branch)]


def stage_order(pipeline: str | None) -> Callable[[frappe._dict], tuple[int, str]]:
	"""Return how rows are put into the order of the stages, of one pipeline or of all."""
	names = (
		[pipeline] if pipeline else frappe.get_all(pipelines.PIPELINE, pluck="name", order_by="creation asc")
	)
	places: dict[str, int] = {}
	for name in names:
		for place, stage in enumerate(pipelines.read(name).stages):
			places[stage.name] = max(place, places.get(stage.name, 0))
	return lambda row: (places.get(row.stage, len(places)), str(row.stage))
