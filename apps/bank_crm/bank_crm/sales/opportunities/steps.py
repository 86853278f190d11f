"""The moves of an opportunity: judged by the pipeline on every way a change can take, stamped, written down (SAL-02).

A card dragged on a board, a list's edit, the form, the API: all of them save the document, and the document asks here.
"""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, getdate, now_datetime, today

from bank_crm.customer import checks
from bank_crm.domain import pipeline as rules
from bank_crm.domain.pipeline import Facts, Pipeline, Stage
from bank_crm.domain.sales_enums import ForecastCategory, OpportunityOutcome, StageRequirement
from bank_crm.sales.opportunities import pipelines
from bank_crm.speaking import listed

OPPORTUNITY, HISTORY = "Bank Opportunity", "Bank Opportunity Stage"
#: Where what is missing is to be filled in; what belongs to no field of the form is told at the stage.
FIELDS = {
	StageRequirement.PRODUCT.value: "product",
	StageRequirement.AMOUNT.value: "amount",
	StageRequirement.EXPECTED_CLOSE.value: "expected_close",
	StageRequirement.NEXT_STEP.value: "next_step",
	StageRequirement.COMPETITORS.value: "competitors",
	StageRequirement.PARTICIPANTS.value: "participants",
	StageRequirement.SUITABLE_PRODUCT.value: "product",
	"Product Line": "product_category",
	"Lost Reason": "lost_reason",
}
#: Only fields can be emptied again; checks of the world around are asked when the stage is entered.
LASTING = frozenset({"product", "amount", "expected_close", "next_step", "competitors", "participants"})


def judge(opportunity: Document) -> None:
	"""Refuse a move that is not allowed or lacks something; stamp what follows from the stage (`validate`)."""
	before = opportunity.get_doc_before_save()
	pipeline = pipelines.read(opportunity.pipeline)
	stage = pipeline.stage(opportunity.stage)
	if stage is None:
		checks.refuse(opportunity, "stage", _("the pipeline has no such stage."))
	was = before.stage if before else None
	_check_probability(opportunity, stage, before)
	if was != opportunity.stage:
		_enter(opportunity, pipeline, stage, was)
	elif before and stage.is_open:
		_keep_filled(opportunity, pipeline, before)
	elif before and stage.outcome is OpportunityOutcome.WON and flt(opportunity.amount) != flt(before.amount):
		if not opportunity.flags.bank_system:
			checks.refuse(opportunity, "amount", _("what was won stays as it is."))
	opportunity.probability = stage.probability
	opportunity.outcome = stage.outcome.value
	opportunity.weighted_amount = rules.weighted(flt(opportunity.amount), stage.probability)
	touched = getdate(opportunity.touched_on or today())
	opportunity.stale_on = rules.stale_on(stage, touched)


def keep_dwell(opportunity: Document) -> None:
	"""Write down how long the stage an opportunity has just left lasted (`on_update`)."""
	dwelt = opportunity.flags.bank_dwelt
	if not dwelt:
		return
	opportunity.flags.bank_dwelt = None
	was, since = dwelt
	start, end = get_datetime(since), get_datetime(opportunity.stage_since)
	row = frappe.get_doc(
		{
			"doctype": HISTORY,
			"opportunity": opportunity.name,
			"stage": was,
			"to_stage": opportunity.stage,
			"salesperson": opportunity.salesperson,
			"changed_by": frappe.session.user,
			"from_on": start,
			"to_on": end,
			"seconds": max(0, int((end - start).total_seconds())),
			"amount": opportunity.amount,
		}
	)
	row.db_insert()  # the opportunity's own change is logged; this row only measures it


def ways(opportunity: Document) -> list[dict[str, object]]:
	"""Return where an opportunity may go and what each way still asks for: stage, outcome, missing codes, their fields."""
	pipeline = pipelines.read(opportunity.pipeline)
	facts = facts_of(opportunity)
	found = []
	for name in pipeline.allowed(opportunity.stage):
		lacking = rules.missing(pipeline, name, facts)
		found.append(
			{
				"stage": name,
				"outcome": pipeline.stage(name).outcome.value,
				"missing": [
					{"what": code, "label": word(code), "field": FIELDS.get(code)} for code in lacking
				],
			}
		)
	return found


def facts_of(opportunity: Document) -> Facts:
	"""Return what the rules of stages look at."""
	risk = frappe.db.get_value("Bank Customer", opportunity.customer, "risk_preference")
	product_risk = opportunity.product and frappe.get_cached_value(
		"Bank Product", opportunity.product, "risk_level"
	)
	since = get_datetime(opportunity.opened_on or now_datetime())
	met = frappe.db.exists(
		"Bank Interaction", {"customer": opportunity.customer, "occurred_at": (">=", getdate(since))}
	)
	return Facts(
		product_line=opportunity.product_category or "",
		product=opportunity.product or "",
		amount=flt(opportunity.amount),
		expected_close=getdate(opportunity.expected_close) if opportunity.expected_close else None,
		next_step=opportunity.next_step or "",
		competitors=len(opportunity.competitors),
		participants=len(opportunity.participants),
		contacts=int(bool(met)),
		customer_risk=rules.risk_number(risk),
		product_risk=rules.risk_number(product_risk),
		lost_reason=opportunity.lost_reason or "",
	)


def word(code: str) -> str:
	"""Return what is asked for, in the user's language."""
	return {
		"Product": _("Product"),
		"Amount": _("Amount"),
		"Expected Close": _("Expected Close"),
		"Next Step": _("Next Step"),
		"Competitors": _("Competitors"),
		"Participants": _("Participants"),
		"Contact Recorded": _("a contact with the customer since the opportunity was opened"),
		"Risk Assessed": _("the customer's risk preference"),
		"Suitable Product": _("a product whose risk suits the customer"),
		"Product Line": _("Product Line"),
		"Lost Reason": _("Lost Reason"),
	}[code]


def _check_probability(opportunity: Document, stage: Stage, before: Document | None) -> None:
	"""The probability is the stage's: what was sent must be what stood there, or what the stage says."""
	if opportunity.flags.bank_system:
		return
	sent, known = flt(opportunity.probability), flt(before.probability) if before else 0
	if sent not in (known, stage.probability):
		checks.refuse(
			opportunity,
			"probability",
			_("belongs to the stage “{0}” ({1} %); move the opportunity instead.").format(
				stage.name, f"{stage.probability:g}"
			),
		)


def _enter(opportunity: Document, pipeline: Pipeline, stage: Stage, was: str | None) -> None:
	by_system = bool(opportunity.flags.bank_system)
	if not by_system and stage.name not in pipeline.allowed(was):
		way = _("from “{0}” no way leads to “{1}”.") if was else _("nothing begins with it.")
		checks.refuse(opportunity, "stage", way.format(was, stage.name))
	lacking = () if by_system and was is None else rules.missing(pipeline, stage.name, facts_of(opportunity))
	if lacking:
		_refuse_missing(opportunity, stage, lacking)
	at = now_datetime()
	if was:
		opportunity.flags.bank_dwelt = (was, opportunity.stage_since or opportunity.opened_on)
	if not (by_system and was is None and opportunity.stage_since):
		opportunity.stage_since = at
	if stage.is_open:
		opportunity.closed_on = None
		opportunity.update({"lost_reason": None, "lost_to": None, "lost_note": None})
		chosen = opportunity.forecast_category if was is None else None
		opportunity.forecast_category = chosen or stage.category.value
		return
	if not (by_system and was is None and opportunity.closed_on):
		opportunity.closed_on = _day(at)
	won = stage.outcome is OpportunityOutcome.WON
	opportunity.forecast_category = (ForecastCategory.CLOSED if won else ForecastCategory.OMITTED).value


def _day(at: datetime) -> str:
	return str(getdate(at))


def _keep_filled(opportunity: Document, pipeline: Pipeline, before: Document) -> None:
	"""What a stage has asked for cannot be emptied in it."""
	now = _fields_lacking(pipeline, opportunity)
	lost = [code for code in now if code not in _fields_lacking(pipeline, before)]
	if lost:
		_refuse_missing(opportunity, pipeline.stage(opportunity.stage), tuple(lost))


def _fields_lacking(pipeline: Pipeline, opportunity: Document) -> list[str]:
	known = Facts(
		product_line=opportunity.product_category or "",
		product=opportunity.product or "",
		amount=flt(opportunity.amount),
		expected_close=opportunity.expected_close or None,
		next_step=opportunity.next_step or "",
		competitors=len(opportunity.competitors),
		participants=len(opportunity.participants),
		contacts=1,
		customer_risk=rules.RISK_LEVELS,
		lost_reason="-",
	)
	return [code for code in rules.missing(pipeline, opportunity.stage, known) if FIELDS.get(code) in LASTING]


def _refuse_missing(opportunity: Document, stage: Stage, lacking: tuple[str, ...]) -> None:
	field = FIELDS.get(lacking[0], "stage")
	message = _("the stage “{0}” asks for {1}.").format(stage.name, listed(word(code) for code in lacking))
	checks.refuse(opportunity, field, message)
