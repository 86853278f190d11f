"""Measures: who does what until when, verified by another, nobody forgets them (SVC-12, SVC-18, SUR-06)."""

from __future__ import annotations

import frappe
from frappe.utils import add_days, getdate, today

from bank_crm.domain.intake_enums import ImprovementOrigin
from bank_crm.permissions import roles
from bank_crm.service.improvements import actions, reminders
from bank_crm.service.intake.tests.service_case import ORDER, ServiceCase
from bank_crm.tests import factories

IMPROVEMENT = "Bank Improvement"


class TestImprovements(ServiceCase):
	def measure(self, **values: object) -> frappe.model.document.Document:
		given = {
			"subject": "培训话术",
			"origin": "Suggestion",
			"responsible": self.agent,
			"branch": self.branch,
			"due_on": add_days(today(), 14),
		}
		return factories.make(IMPROVEMENT, **{**given, **values})

	def test_SVC_18_a_suggestion_becomes_a_measure_of_somebody_by_a_day(self) -> None:
		order = self.make_order(order_type="Suggestion")
		name = actions.open_new(
			actions.Finding(
				origin=ImprovementOrigin.SUGGESTION,
				subject=order.subject,
				responsible=self.manager,
				source=(ORDER, order.name),
				branch=self.branch,
			)
		)
		doc = frappe.get_doc(IMPROVEMENT, name)
		self.assertEqual((doc.state, doc.responsible), ("Open", self.manager))
		self.assertGreater(getdate(doc.due_on), getdate(today()))

	def test_SVC_12_each_step_needs_what_it_stands_for(self) -> None:
		for change, field in (
			({"state": "Done", "result": "r"}, "Measure"),
			({"state": "Done", "measure": "m"}, "Result"),
			({"state": "Dropped"}, "Result"),
			({"state": "Verified", "measure": "m", "result": "r"}, "State"),
		):
			doc = self.measure()
			doc.update(change)
			with self.assertRaisesRegex(frappe.ValidationError, frappe._(field)):
				doc.save()

	def test_SVC_12_another_person_verifies(self) -> None:
		doc = self.measure()
		frappe.set_user(self.agent)
		doc.reload()
		doc.update({"state": "Done", "measure": "统一话术", "result": "满意度上升"})
		doc.save()
		self.assertTrue(doc.done_on)
		doc.state = "Verified"
		with self.assertRaisesRegex(frappe.ValidationError, frappe._("State")):
			doc.save()
		frappe.set_user(self.manager)
		doc = frappe.get_doc(IMPROVEMENT, doc.name)
		doc.state = "Verified"
		doc.save()
		self.assertEqual(doc.verified_by, self.manager)
		doc.state = "In Progress"
		doc.save()
		self.assertEqual((doc.verified_by, doc.done_on), (None, None))

	def test_SEC_07_a_measure_is_for_the_responsible_and_those_above(self) -> None:
		doc = self.measure()
		stranger = factories.make_user(roles.SERVICE_AGENT)
		for user, read, write in (
			(self.agent, True, True),
			(self.manager, True, True),
			(stranger, False, False),
			(factories.make_user(roles.COMPLIANCE_OFFICER), True, True),
			(factories.make_user(roles.AUDITOR), True, False),
		):
			frappe.set_user(user)
			self.assertEqual(doc.name in frappe.get_list(IMPROVEMENT, pluck="name", limit=0), read, user)
			self.assertEqual(bool(frappe.has_permission(IMPROVEMENT, "read", doc.name)), read, user)
			self.assertEqual(bool(frappe.has_permission(IMPROVEMENT, "write", doc.name)), write, user)

	def told(self, doctype: str, name: str) -> list[str]:
		return sorted(
			frappe.get_all(
				"Notification Log", {"document_type": doctype, "document_name": name}, pluck="for_user"
			)
		)

	def test_SVC_18_people_are_reminded_before_on_and_weekly_after_the_day(self) -> None:
		doc = self.measure(due_on="2031-03-10")
		expected = {
			"2031-03-07": 0,
			"2031-03-08": 1,
			"2031-03-09": 0,
			"2031-03-10": 1,
			"2031-03-11": 1,
			"2031-03-12": 0,
			"2031-03-17": 0,
			"2031-03-18": 2,
		}
		total = 0
		for day, count in expected.items():
			reminders.remind(getdate(day))
			reminders.remind(getdate(day))
			total += count
			self.assertEqual(len(self.told(IMPROVEMENT, doc.name)), total, day)
		self.assertIn(self.manager, self.told(IMPROVEMENT, doc.name))

	def test_SVC_18_what_is_done_is_not_reminded_of(self) -> None:
		doc = self.measure(due_on="2031-03-10")
		doc.update({"state": "Done", "measure": "m", "result": "r"})
		doc.save()
		reminders.remind(getdate("2031-03-20"))
		self.assertEqual(self.told(IMPROVEMENT, doc.name), [])
