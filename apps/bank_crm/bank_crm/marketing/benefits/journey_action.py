"""A benefit given by a step of a journey (MKT-14, MKT-20: 新客首购权益触达)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from bank_crm.domain.benefit_enums import BenefitState
from bank_crm.domain.journey_enums import StepResult
from bank_crm.marketing.benefits import issuing
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Run, Work
from bank_crm.marketing.responses import Reference

BENEFIT, GRANT = "Bank Benefit", "Bank Benefit Grant"


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "benefit",
			"fieldtype": "Link",
			"options": BENEFIT,
			"label": _("Benefit"),
			"filters": {"state": BenefitState.OPEN.value},
			"description": _("A later message can carry it as {0}.").format("{{ benefit_link }}"),
			"reqd": 1,
		}
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	benefit = frappe.db.get_value(BENEFIT, settings.get("benefit"), ["state", "valid_until"], as_dict=True)
	if not benefit or benefit.state != BenefitState.OPEN.value or getdate(benefit.valid_until) < getdate():
		return [_("choose a benefit that is open.")]
	return []


def _perform(work: Work) -> dict[int, Outcome]:
	return {run.name: _given(work, run) for run in work.runs}


def _given(work: Work, run: Run) -> Outcome:
	"""One by one: each takes from the stock, under the benefit's lock."""
	grant = issuing.give(str(work.step.settings["benefit"]), run.customer, key=work.key(run))
	if grant is None:
		return Outcome(
			StepResult.SKIPPED, _("The benefit is not open, or the customer has as many as allowed.")
		)
	return Outcome(reference=Reference(GRANT, grant))


ACTION = JourneyAction(lambda: _("Benefit"), _fields, _check, _perform, reaches=True)
