"""What sales starts with: stages, a pipeline for each kind of product, lost reasons, a board for each pipeline (SAL-02).

Everything is named in the bank's language, made once at installation, and then the bank's own.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
from frappe import _

from bank_crm.permissions import roles
from bank_crm.speaking import bank_language

STAGE, PIPELINE, REASON, BOARD = "Bank Sales Stage", "Bank Sales Pipeline", "Bank Lost Reason", "Kanban Board"
OPPORTUNITY, SCORE, RULE = "Bank Opportunity", "Bank Lead Score Rule", "Bank Lead Rule"
PERFORMANCE = "Bank Performance Scheme"
_COLOURS = ("Gray", "Light Blue", "Blue", "Cyan", "Purple", "Orange")


def create() -> None:
	"""Make what is missing; run at installation, so that deleted ones stay away."""
	language = bank_language()
	if not frappe.db.count(PIPELINE):
		for names in pipelines(language):
			_create_pipeline(**names)
	if not frappe.db.count(REASON):
		for name in lost_reasons(language):
			_insert(REASON, reason_name=name)
	if not frappe.db.count(SCORE):
		for name, sign, compared_with, points in score_rules(language):
			_insert(SCORE, rule_name=name, sign=sign, compared_with=compared_with, points=points)
	if not frappe.db.count(RULE):
		_insert(RULE, rule_name=_("Leads of the Branch", language), sequence=100, first_contact_days=1)
	create_performance()


def create_performance() -> None:
	"""Make the scheme a bank starts with, if it has none."""
	if not frappe.db.count(PERFORMANCE):
		name = _("Relationship Managers, by Month", bank_language())
		_insert(PERFORMANCE, scheme_name=name, **performance())


def performance() -> dict[str, Any]:
	"""Return the scheme relationship managers are judged by until the bank has its own: activity, result, quality."""
	rows = (
		("Contacts", 15, 0, 60),
		("Care Tasks Done", 10, 0, 30),
		("Work Orders Answered", 10, 0, 20),
		("Won Opportunities", 15, 0, 8),
		("Won Amount", 20, 0, 2_000_000),
		("Customers Won", 10, 0, 10),
		("Customers Lost", 5, 5, 0),
		("Asset Growth", 10, 0, 5_000_000),
		("Service Rating", 5, 2, 5),
	)
	measures = [
		{"measure": measure, "weight": weight, "zero_at": zero, "full_at": full, "cap": 120}
		for measure, weight, zero, full in rows
	]
	return {"role": roles.RELATIONSHIP_MANAGER, "period": "Month", "settle_days": 5, "measures": measures}


def score_rules(language: str) -> list[tuple[str, str, str, int]]:
	"""Return name, sign, what it is compared with, and points of the signs a lead is weighed by."""
	return [
		(_("Referred by Somebody", language), "Source", "Referral", 20),
		(_("Came by a Campaign", language), "Source", "Campaign", 10),
		(_("Looked at Products Online", language), "Source", "Behaviour", 10),
		(_("Customer Already", language), "Existing Customer", "", 20),
		(_("Mobile Known", language), "Mobile Given", "", 10),
		(_("Identity Known", language), "ID Number Given", "", 10),
		(_("Large Amount", language), "Amount From", "500000", 15),
		(_("Was Reached", language), "Reached", "", 10),
		(_("Is Interested", language), "Interested", "", 25),
	]


def lost_reasons(language: str) -> list[str]:
	"""Return why opportunities are lost, as banks count it."""
	return [
		_("Rate or Price Too High", language),
		_("Went to Another Bank", language),
		_("Product Does Not Fit", language),
		_("No Need Any More", language),
		_("Money Not Available", language),
		_("Credit Not Approved", language),
		_("Customer Not Reached", language),
		_("Followed Up Too Late", language),
	]


def pipelines(language: str) -> list[dict[str, Any]]:
	"""Return the pipelines: name, product line, stages (name, probability, forecast, stale after), what they ask for."""
	contact, need = _("First Contact", language), _("Need Clear", language)
	offer, talks = _("Offer Made", language), _("In Negotiation", language)
	handing, check = _("Application Handed In", language), _("Credit Check", language)
	approved, signing = _("Approved", language), _("Signing", language)
	won, lost = _("Won", language), _("Lost", language)
	end = [(won, 100, "Closed", 0, "Won"), (lost, 0, "Omitted", 0, "Lost")]
	sale = [
		(contact, 10, "Pipeline", 7, "Open"),
		(need, 30, "Pipeline", 10, "Open"),
		(offer, 60, "Best Case", 10, "Open"),
		(talks, 80, "Commit", 7, "Open"),
		*end,
	]
	advice = [(need, "Contact Recorded"), (offer, "Product"), (offer, "Amount"), (offer, "Expected Close")]
	suited = [*advice, (offer, "Risk Assessed"), (offer, "Suitable Product")]
	credit = [
		(contact, 10, "Pipeline", 7, "Open"),
		(need, 25, "Pipeline", 10, "Open"),
		(handing, 45, "Pipeline", 10, "Open"),
		(check, 60, "Best Case", 15, "Open"),
		(approved, 85, "Commit", 7, "Open"),
		(signing, 95, "Commit", 5, "Open"),
		*end,
	]
	lending = [
		(need, "Contact Recorded"),
		(handing, "Product"),
		(handing, "Amount"),
		(handing, "Expected Close"),
		(approved, "Next Step"),
	]
	cards = [
		(contact, 20, "Pipeline", 7, "Open"),
		(handing, 70, "Best Case", 7, "Open"),
		*end,
	]
	return [
		{"name": _("General Sales", language), "line": None, "stages": sale, "asks": advice},
		{"name": _("Wealth Sales", language), "line": "Wealth", "stages": sale, "asks": suited},
		{"name": _("Loan Business", language), "line": "Loan", "stages": credit, "asks": lending},
		{
			"name": _("Card Sales", language),
			"line": "Credit Card",
			"stages": cards,
			"asks": [(handing, "Product")],
		},
	]


def create_board(pipeline: str) -> None:
	"""Make the board of a pipeline where there is none: a column for each stage, the lost one put away."""
	if frappe.db.exists(BOARD, pipeline):
		return
	doc = frappe.get_doc(PIPELINE, pipeline)
	colours = {"Won": "Green", "Lost": "Red"}
	_insert(
		BOARD,
		kanban_board_name=pipeline,
		reference_doctype=OPPORTUNITY,
		field_name="stage",
		private=0,
		show_labels=1,
		fields=json.dumps(["amount", "expected_close", "next_step"]),
		filters=json.dumps([[OPPORTUNITY, "pipeline", "=", pipeline]]),
		columns=[
			{
				"column_name": row.stage,
				"indicator": colours.get(row.outcome) or _COLOURS[place % len(_COLOURS)],
				"status": "Active",
			}
			for place, row in enumerate(doc.stages)
		],
	)


def _create_pipeline(name: str, line: str | None, stages: list[tuple], asks: list[tuple]) -> None:
	for stage, *_rest in stages:
		if not frappe.db.exists(STAGE, stage):
			_insert(STAGE, stage_name=stage)
	_insert(
		PIPELINE,
		pipeline_name=name,
		product_category=line,
		active=1,
		stages=[
			{
				"stage": stage,
				"probability": probability,
				"forecast_category": category,
				"stale_after_days": days,
				"outcome": outcome,
			}
			for stage, probability, category, days, outcome in stages
		],
		requirements=[{"stage": stage, "requirement": requirement} for stage, requirement in asks],
	)
	create_board(name)


def _insert(doctype: str, **values: Any) -> None:
	frappe.get_doc({"doctype": doctype, **values}).insert(
		ignore_permissions=True  # installation or migration, nobody's own act
	)
