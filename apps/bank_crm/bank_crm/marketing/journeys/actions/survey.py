"""An invitation to the open round of a survey plan; sent by the surveys' own worker through the gate (MKT-11, SUR-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.survey_enums import RoundState
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Work
from bank_crm.marketing.responses import Reference
from bank_crm.service.surveys import audience, invitations

PLAN, ROUND = "Bank Survey Plan", "Bank Survey Round"


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "plan",
			"fieldtype": "Link",
			"options": PLAN,
			"label": _("Survey Plan"),
			"filters": {"enabled": 1, "shared_link": 0},
			"description": _("Customers are invited to the plan's open round."),
			"reqd": 1,
		}
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	plan = frappe.db.get_value(
		PLAN, settings.get("plan"), ["enabled", "shared_link", "audience_doctype"], as_dict=True
	)
	if not plan or not plan.enabled or plan.shared_link or plan.audience_doctype == audience.ORDER:
		return [_("choose a survey plan that invites customers and is switched on.")]
	return []


def _perform(work: Work) -> dict[int, Outcome]:
	round_name = frappe.db.get_value(
		ROUND,
		{"plan": work.step.settings["plan"], "state": RoundState.OPEN.value},
		"name",
		order_by="opened_on desc",
	)
	if not round_name:
		closed = Outcome(StepResult.SKIPPED, _("The survey plan has no open round."))
		return {run.name: closed for run in work.runs}
	invited = invitations.invite_customers(round_name, work.customers)
	asked = Outcome(StepResult.SKIPPED, _("Asked in another survey a short time ago."))
	return {
		run.name: Outcome(reference=Reference(invitations.INVITATION, str(invited[run.customer])))
		if run.customer in invited
		else asked
		for run in work.runs
	}


ACTION = JourneyAction(lambda: _("Survey"), _fields, _check, _perform, reaches=True)
