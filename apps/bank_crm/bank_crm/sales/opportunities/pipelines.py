"""The bank's pipelines as the pure rules know them, and which one a product line has (SAL-02)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain import pipeline as rules
from bank_crm.domain.errors import DomainError
from bank_crm.domain.pipeline import Pipeline, Stage
from bank_crm.domain.sales_enums import ForecastCategory, OpportunityOutcome, StageRequirement

PIPELINE = "Bank Sales Pipeline"


def read(name: str) -> Pipeline:
	"""Return a stored pipeline; the document cache keeps it."""
	return of_document(frappe.get_cached_doc(PIPELINE, name))


def of_document(doc: Document) -> Pipeline:
	"""Return a pipeline as the rules know it; ValueError or DomainError where a row is unknown."""
	requirements: dict[str, tuple[StageRequirement, ...]] = {}
	for row in doc.requirements:
		requirements[row.stage] = (*requirements.get(row.stage, ()), StageRequirement(row.requirement))
	return Pipeline(
		stages=tuple(
			Stage(
				name=row.stage,
				probability=float(row.probability or 0),
				outcome=OpportunityOutcome(row.outcome),
				category=ForecastCategory(row.forecast_category),
				stale_after=int(row.stale_after_days or 0),
			)
			for row in doc.stages
		),
		moves=frozenset((row.from_stage, row.to_stage) for row in doc.moves),
		requirements=requirements,
	)


def of_product_line(category: str | None) -> str | None:
	"""Return the active pipeline of a product line, else the one for all others; None if there is neither."""
	rows = frappe.get_all(
		PIPELINE,
		filters={"active": 1},
		fields=["name", "product_category"],
		order_by="creation asc, name asc",
	)
	known = {row.product_category or "": row.name for row in reversed(rows)}
	return known.get(category or "") or known.get("")


def check(doc: Document) -> None:
	"""Refuse a pipeline nobody could work with, or a second one for the same product line (`validate`)."""
	if not doc.stages:
		frappe.throw(_("A pipeline has stages."), title=_("Invalid Value"))
	try:
		rules.check(of_document(doc))
	except DomainError as error:
		frappe.throw(_sentence(error), title=_("Invalid Value"))
	listed = {row.stage for row in doc.stages}
	for row in doc.requirements:
		if row.stage not in listed:
			frappe.throw(
				_("Row {0}: the pipeline has no stage “{1}”.").format(row.idx, row.stage),
				title=_("Invalid Value"),
			)
	if doc.active:
		_check_single(doc)
	_keep_used_stages(doc, listed)


def _check_single(doc: Document) -> None:
	line = doc.product_category or ""
	for row in frappe.get_all(
		PIPELINE,
		filters={"active": 1, "name": ("!=", doc.name or "")},
		fields=["name", "product_category"],
	):
		if (row.product_category or "") == line:
			frappe.throw(
				_("{0}: the pipeline “{1}” is there for it already.").format(
					frappe.bold(_(doc.meta.get_label("product_category"))), row.name
				),
				title=_("Invalid Value"),
			)


def _keep_used_stages(doc: Document, listed: set[str]) -> None:
	"""A stage in which opportunities are cannot leave its pipeline."""
	before = doc.get_doc_before_save()
	gone = {row.stage for row in before.stages} - listed if before else set()
	for stage in sorted(gone):
		if frappe.db.exists("Bank Opportunity", {"pipeline": doc.name, "stage": stage}):
			frappe.throw(
				_("The stage “{0}” has opportunities; move them first.").format(stage),
				title=_("Not Possible"),
			)


def _sentence(error: DomainError) -> str:
	given = error.params
	stage = given.get("stage")
	outcome = _(str(given.get("outcome")), context="Bank Opportunity")
	return {
		"stage_twice": _("The stage “{0}” is listed twice.").format(stage),
		"no_stage_of": _("A pipeline needs a stage with the meaning “{0}”.").format(outcome),
		"begins_with_end": _("A pipeline begins with an open stage, not with “{0}”.").format(stage),
		"wrong_probability": _(
			"Probability of “{0}”: won is 100 %, lost is 0 %, and open stages are from 0 to below 100 %."
		).format(stage),
		"negative_days": _("The days of “{0}” are below 0.").format(stage),
		"falling_probability": _("The probability of “{0}” is below that of “{1}” before it.").format(
			stage, given.get("before")
		),
		"unknown_stage": _("The pipeline has no stage “{0}”.").format(stage),
		"move_to_itself": _("A move leads to another stage, not from “{0}” to itself.").format(stage),
		"dead_end": _("From “{0}” no way leads to a won stage.").format(stage),
	}[error.code]
