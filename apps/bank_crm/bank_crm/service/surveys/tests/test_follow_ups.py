"""What answers set going, once for each response (SUR-05, SUR-06)."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from bank_crm.permissions import roles
from bank_crm.service.surveys import rules
from bank_crm.service.surveys.tests.survey_case import QUESTIONS, RESPONSE, SurveyTestCase
from bank_crm.tests import factories


class TestFollowUps(SurveyTestCase):
	def setUp(self) -> None:
		super().setUp()
		table = frappe.qb.DocType(RESPONSE)
		frappe.qb.update(table).set(table.followed_up, 1).run()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.customer = factories.make_customer(manager=self.manager).name

	def rule(self, action: str, **values: object) -> dict:
		return {
			"question_key": "q1",
			"operator": "At Most",
			"value": "6",
			"action": action,
			"subject": "回访",
			"priority": "High",
			"due_days": 2,
			**values,
		}

	def answered(self, survey: object, score: int, **values: object) -> str:
		values = {"customer": self.customer, **values}
		return self.complete(survey, {"q1": score}, followed_up=0, **values)

	def test_SUR_06_a_low_score_gives_the_manager_a_task_once(self) -> None:
		survey = self.make_survey(*QUESTIONS, rules=[self.rule("Customer Task")])
		low, _high = self.answered(survey, 3), self.answered(survey, 9)
		self.assertEqual(rules.run_pending(commit=False), 2)
		self.assertEqual(rules.run_pending(commit=False), 0)
		(task,) = frappe.get_all(
			"Bank Care Task",
			filters={"reference_doctype": RESPONSE, "customer": self.customer},
			fields=["reference_name", "assigned_to", "priority", "due_on", "subject", "note"],
		)
		self.assertEqual(
			(task.reference_name, task.assigned_to, task.priority, str(task.due_on), task.subject),
			(low, self.manager, "High", add_days(today(), 2), "回访"),
		)
		self.assertIn("→ 3", task.note)

	def test_SUR_05_an_answer_becomes_a_need_of_the_customer(self) -> None:
		survey = self.make_survey(*QUESTIONS, rules=[self.rule("Customer Need", subject="想了解理财")])
		self.answered(survey, 1)
		rules.run_pending(commit=False)
		(need,) = frappe.get_all(
			"Bank Customer Need",
			filters={"customer": self.customer},
			fields=["need", "status", "user", "source"],
		)
		self.assertTrue(need.need.startswith("想了解理财"))
		self.assertEqual((need.status, need.user, need.source), ("Open", self.manager, "Feedback"))

	def test_SUR_06_a_hundred_like_answers_are_one_measure_with_owner_and_day(self) -> None:
		survey = self.make_survey(
			*QUESTIONS, anonymous=1, rules=[self.rule("Improvement", subject="改进排队")]
		)
		for score in (1, 2, 3):
			self.answered(survey, score, customer=None)
		rules.run_pending(commit=False)
		(measure,) = frappe.get_all(
			"Bank Improvement",
			filters={"reference_name": survey.name},
			fields=["subject", "origin", "responsible", "due_on", "state"],
		)
		self.assertEqual(
			(measure.subject, measure.origin, measure.responsible, str(measure.due_on), measure.state),
			("改进排队", "Survey", self.officer, add_days(today(), 2), "Open"),
		)

	def test_SUR_06_whoever_is_responsible_is_told_once(self) -> None:
		survey = self.make_survey(
			*QUESTIONS, anonymous=1, rules=[self.rule("Improvement", user=self.manager, due_days=0)]
		)
		for score in (1, 2):
			self.answered(survey, score, customer=None)
		rules.run_pending(commit=False)
		(measure,) = frappe.get_all(
			"Bank Improvement", filters={"reference_name": survey.name}, fields=["name", "due_on"]
		)
		self.assertEqual(str(measure.due_on), today())
		told = frappe.get_all(
			"Notification Log", filters={"document_name": measure.name, "for_user": self.manager}
		)
		self.assertEqual(len(told), 1)

	def test_SUR_04_a_suggestion_becomes_a_work_order_once_in_any_language(self) -> None:
		survey = self.make_survey(*QUESTIONS, rules=[self.rule("Work Order", subject="问卷建议")])
		name = self.answered(survey, 4)
		for lang in ("zh", "en"):
			frappe.db.set_value(RESPONSE, name, "followed_up", 0)
			with patch.object(frappe.local, "lang", lang):
				rules.run_pending(commit=False)
		(order,) = frappe.get_all(
			"Bank Work Order",
			filters={"external_id": ("like", f"{name}:%")},
			fields=["subject", "order_type", "customer", "description", "source"],
		)
		self.assertEqual(order.source, "Survey")
		self.assertEqual(
			(order.subject, order.order_type, order.customer), ("问卷建议", "Suggestion", self.customer)
		)
		self.assertIn("→ 4", order.description)

	def test_SUR_06_one_that_fails_is_noted_and_keeps_nobody_else_waiting(self) -> None:
		broken = self.make_survey(*QUESTIONS, rules=[self.rule("Customer Task")])
		sound = self.make_survey(*QUESTIONS, rules=[self.rule("Customer Task")])
		self.answered(broken, 1)
		good = self.answered(sound, 1)
		real = rules.follow

		def follow(response: object, survey: object) -> list[str]:
			if survey.name == broken.name:
				frappe.throw("no")
			return real(response, survey)

		with patch.object(rules, "follow", follow):
			rules.run_pending(commit=False)
		self.assertTrue(frappe.db.exists("Bank Care Task", {"reference_name": good}))
		self.assertTrue(
			frappe.db.exists("Error Log", {"reference_name": ("!=", good), "reference_doctype": RESPONSE})
		)

	def test_SUR_01_handing_in_asks_for_the_follow_up(self) -> None:
		survey = self.make_survey(QUESTIONS[0], rules=[self.rule("Customer Task")])
		_invitation, token = self.invited(survey, self.customer)
		with patch("bank_crm.service.surveys.store.enqueue_once") as queued:
			self.answer(token, {"q-q1": "2"})
		self.assertEqual(queued.call_args.args[0], "bank_crm.service.surveys.rules.run_pending")
		rules.run_pending(commit=False)
		self.assertTrue(frappe.db.exists("Bank Care Task", {"customer": self.customer, "subject": "回访"}))
