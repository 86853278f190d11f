"""What a step of a journey can do: its settings, what is wrong with them, and the deed for many customers at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime, today

from bank_crm.domain.journey_enums import StepResult
from bank_crm.domain.journeys import Step
from bank_crm.marketing.journeys import actions
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Run, Work
from bank_crm.marketing.responses import Reference
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.examples import hooked

HOOKS = {"bank_journey_actions": {"Note Need": ["bank_crm.tests.examples.test_journey_action.ACTION"]}}


def _fields() -> list[dict[str, Any]]:
	return [{"fieldname": "need", "fieldtype": "Data", "label": _("Need"), "reqd": 1}]


def _check(settings: Mapping[str, Any]) -> list[str]:
	return [] if settings.get("need") else [_("Say which need is noted.")]


def _perform(work: Work) -> dict[int, Outcome]:
	"""Note the need once for each customer; the portion is small and its transaction keeps it single."""
	found = {}
	for run in work.runs:
		values = {"customer": run.customer, "need": work.step.settings["need"], "need_on": today()}
		need = frappe.get_doc({"doctype": "Bank Customer Need", **values})
		need.insert(ignore_permissions=True)  # the journey acts for the bank
		found[run.name] = Outcome(reference=Reference("Bank Customer Need", str(need.name)))
	return found


ACTION = JourneyAction(label=lambda: _("Note Need"), fields=_fields, check=_check, perform=_perform)


class TestAction(BankCRMTestCase):
	def test_a_step_notes_the_need_of_each_customer(self) -> None:
		customers = [factories.make_customer().name for _turn in range(2)]
		now = now_datetime()
		runs = tuple(
			Run(place, customer, "", "s", 0, None, 0, 0, now, now, None, "Running")
			for place, customer in enumerate(customers, 1)
		)
		step = Step("s", "Note Need", "", {"need": "留学汇款"})
		with hooked(**HOOKS):
			action = actions.available()["Note Need"]
		self.assertEqual(action.check({"need": ""}), [_("Say which need is noted.")])
		done = action.perform(Work("J", "Marketing", None, "Administrator", step, {}, runs, now))
		self.assertEqual({outcome.result for outcome in done.values()}, {StepResult.DONE})
		noted = frappe.get_all("Bank Customer Need", {"customer": ("in", customers)}, pluck="need")
		self.assertEqual(noted, ["留学汇款"] * 2)
