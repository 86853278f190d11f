"""Escalation rules: steps that come later and later, one rule for the same orders (SVC-17)."""

from __future__ import annotations

import frappe

from bank_crm.service.levels import plan
from bank_crm.service.levels.tests import desk
from bank_crm.tests import BankCRMTestCase


class TestBankEscalationRule(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(plan.forget)
		desk.clear_plan()

	def test_SVC_17_chains_that_make_no_sense_are_refused(self):
		row = {"clock": "Resolution", "event": "Breach", "after": 3600, "tell": "Handler"}
		for steps in (
			[],
			[row, {**row, "after": 0}],
			[{**row, "tell": "Role"}],
		):
			with self.assertRaises(frappe.ValidationError, msg=str(steps)):
				desk.make_rule(steps)
		desk.make_rule([row, {**row, "clock": "Response", "after": 0}])
		with self.assertRaises(frappe.ValidationError):
			desk.make_rule([row])

	def test_SVC_17_a_role_is_kept_for_the_step_that_tells_one(self):
		row = {"clock": "Resolution", "event": "Breach", "tell": "Handler", "role": "Bank Auditor"}
		name = desk.make_rule([row, {**row, "tell": "Role"}])
		self.assertEqual(
			frappe.get_all(
				"Bank Escalation Step", filters={"parent": name}, pluck="role", order_by="idx asc"
			),
			[None, "Bank Auditor"],
		)
