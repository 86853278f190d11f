"""What the sales reports share: their rows (the user's only), the dimensions they group by (SAL-02, SAL-03, SEC-20)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe import _
from frappe.query_builder import Table
from pypika.terms import Criterion, Term

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import branches, scope
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
