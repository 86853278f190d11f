"""Journeys that reach customers start with a second pair of eyes (MKT-14, MKT-21)."""

from __future__ import annotations

import json

import frappe
from frappe.model.workflow import apply_workflow, get_transitions

from bank_crm.domain.journey_enums import JourneyState as State
from bank_crm.marketing.journeys import advancing, approval, entering
from bank_crm.marketing.journeys.tests.journey_case import JourneyCase, step
from bank_crm.permissions import roles
from bank_crm.tests import factories


class TestJourneyApproval(JourneyCase):
	def draft(self, **values: object):
		self.text = self.template()
		return self.journey(step("m", "Message", template=self.text), running=False, **values)

	def state(self, journey) -> str:
		return frappe.db.get_value("Bank Journey", journey.name, "state")

	def test_mkt_21_nobody_starts_alone_what_reaches_customers(self):
		journey = self.draft()
		self.assertEqual(journey.needs_approval, 1)
		with self.assertRaisesRegex(frappe.ValidationError, "Submit it for approval"):
			self.take_step(journey, State.RUNNING.value)
		self.take_step(journey, State.PENDING.value)
		with self.assertRaises(frappe.PermissionError):
			self.take_step(journey, State.APPROVED.value)
		self.take_step(journey, State.APPROVED.value, self.second)
		with self.assertRaises(frappe.PermissionError):
			self.take_step(journey, State.RUNNING.value, self.second)
		self.assertEqual(self.state(journey), State.APPROVED.value)
		self.take_step(journey, State.RUNNING.value)
		journey.reload()
		self.assertEqual((journey.submitted_by, journey.approved_by), (self.officer, self.second))
		self.assertTrue(journey.started_at)

	def test_mkt_21_handing_the_journey_to_a_colleague_makes_him_no_approver_of_ones_own(self):
		journey = self.draft(owner_user=None)
		self.take_step(journey, State.PENDING.value)
		self.take_step(journey, State.PENDING.value, owner_user=self.second)
		for user in (self.officer, self.second):
			with self.assertRaises(frappe.PermissionError):
				self.take_step(journey, State.APPROVED.value, user)
		third = factories.make_user(roles.MARKETING_OFFICER)
		self.take_step(journey, State.APPROVED.value, third)
		stranger = factories.make_user(roles.RELATIONSHIP_MANAGER)
		with self.assertRaises(frappe.PermissionError):
			self.take_step(journey, State.RUNNING.value, stranger)

	def test_mkt_21_a_change_is_approved_again_and_a_pause_alone_is_not(self):
		journey = self.draft()
		self.set_state(journey, State.RUNNING.value)
		self.take_step(journey, State.PAUSED.value)
		self.take_step(journey, State.RUNNING.value)
		self.take_step(journey, State.PAUSED.value)
		other = self.template("新的文案 {{ link }}")
		steps = {"start": "m", "steps": [step("m", "Message", template=other)]}
		for change in ({"steps": json.dumps(steps)}, {"trigger": "Inactivity", "trigger_days": 1}):
			with self.subTest(change), self.assertRaises(frappe.ValidationError):
				self.take_step(journey, State.RUNNING.value, **change)
		self.take_step(journey, State.PAUSED.value, steps=json.dumps(steps))
		self.take_step(journey, State.PENDING.value)
		self.assertEqual(entering.enter(journey.name, force=True), 0)
		self.assertEqual(advancing.advance(journey.name), 0)
		self.take_step(journey, State.APPROVED.value, self.second)
		self.take_step(journey, State.RUNNING.value)
		self.assertEqual(frappe.db.get_value("Bank Journey", journey.name, "version_no"), 2)

	def test_mkt_21_a_text_edited_after_its_approval_is_found(self):
		journey = self.draft()
		self.take_step(journey, State.PENDING.value)
		self.take_step(journey, State.APPROVED.value, self.second)
		template = frappe.get_doc("Bank Message Template", self.text)
		template.body = "别的文案 {{ link }}"
		template.save()
		with self.assertRaisesRegex(frappe.ValidationError, "has changed since it was approved"):
			self.take_step(journey, State.RUNNING.value)
		with self.assertRaises(frappe.ValidationError):
			self.take_step(journey, State.PAUSED.value)  # it was never started
		self.take_step(journey, State.DRAFT.value)
		self.set_state(journey, State.RUNNING.value)

	def test_mkt_21_an_unfinished_journey_is_saved_and_shown_all_the_same(self):
		journey = self.journey(step("m", "Message"), running=False)
		self.assertEqual(journey.needs_approval, 1)
		frappe.db.set_value("Bank Journey", journey.name, "approved_digest", "x")
		journey.reload()
		journey.save()
		self.assertEqual((approval.digest(journey), journey.needs_approval), ("", 1))
		with self.assertRaises(frappe.ValidationError):
			self.take_step(journey, State.PENDING.value)

	def test_mkt_21_what_reaches_nobody_starts_as_before(self):
		task = step("t", "Task", subject="致电", days=1, priority="Medium")
		journey = self.journey(task, running=False)
		self.assertEqual(journey.needs_approval, 0)
		self.take_step(journey, State.RUNNING.value)
		self.assertEqual(self.state(journey), State.RUNNING.value)

	def test_mkt_21_the_form_says_who_approves_and_offers_the_step_to_nobody_else(self):
		journey = self.draft()
		name = frappe.utils.get_fullname(self.second)
		with self.set_user(self.officer):
			told = approval.note(journey)
			self.assertIn("somebody else approves it", told)
			self.assertEqual(self.actions(journey), {"Submit for Approval"})
			apply_workflow(journey, "Submit for Approval")
			self.assertEqual(self.actions(journey), {"Take Request Back"})
		with self.set_user(self.second):
			self.assertEqual(self.actions(journey), {"Approve", "Reject"})
			apply_workflow(journey, "Reject")
		self.assertEqual(self.state(journey), State.DRAFT.value)
		with self.set_user(self.officer):
			apply_workflow(journey, "Submit for Approval")
		with self.set_user(self.second):
			apply_workflow(journey, "Approve")
			self.assertEqual(self.actions(journey), {"Take Request Back"})
			self.assertIn(name, approval.note(journey))
		with self.set_user(self.officer):
			apply_workflow(journey, "Start Journey")
		self.assertEqual(self.state(journey), State.RUNNING.value)

	def test_mkt_21_where_a_rule_fits_the_matrix_decides(self):
		head = factories.make_user(roles.COMPLIANCE_OFFICER)
		factories.make(
			"Bank Approval Rule",
			rule_name=factories.unique("Rule "),
			document_kind="Journey",
			steps=[{"sequence": 1, "approver": "Person", "person": head}],
		)
		journey = self.draft()
		self.assertIn("matrix", approval.note(journey))
		self.take_step(journey, State.PENDING.value)
		journey.reload()
		self.assertTrue(journey.approval)
		with self.assertRaises(frappe.PermissionError):
			self.take_step(journey, State.APPROVED.value, self.second)
		from bank_crm.compliance.approvals import requests

		with self.set_user(head):
			requests.vote(journey.approval, agree=True)
		journey.reload()
		self.assertEqual((journey.state, journey.approved_by), (State.APPROVED.value, head))
		self.take_step(journey, State.RUNNING.value)

	def actions(self, journey) -> set[str]:
		journey.reload()
		return {row["action"] for row in get_transitions(journey)}
