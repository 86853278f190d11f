"""Words about the system: sent from a screen, answered to whoever sent them, turned into measures (UX-06, UX-07)."""

from __future__ import annotations

import frappe

from bank_crm.api import feedback as api
from bank_crm.permissions import roles
from bank_crm.service.feedback import actions
from bank_crm.service.report.bank_feedback_by_screen import bank_feedback_by_screen as report
from bank_crm.tests import BankCRMTestCase, factories

FEEDBACK = "Bank Feedback"


class TestFeedback(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.teller = factories.make_user(roles.TELLER)
		self.administrator = factories.make_user(roles.ADMINISTRATOR)

	def send(self, text: str = "列表打开很慢", route: str = "List/Bank Customer/List", **values: str) -> str:
		with self.set_user(self.teller):
			return api.send(values.pop("kind", "Problem"), text, route, **values)

	def told(self, user: str, name: str) -> list[str]:
		filters = {"for_user": user, "document_type": FEEDBACK, "document_name": name}
		return frappe.get_all("Notification Log", filters=filters, pluck="subject")

	def test_ux_07_it_keeps_sender_and_screen_and_tells_the_administrator(self) -> None:
		name = self.send(route="Form/Bank Customer/BC-0001")
		doc = frappe.get_doc(FEEDBACK, name)
		self.assertEqual((doc.sent_by, doc.screen, doc.state), (self.teller, "Bank Customer", "New"))
		self.assertEqual(doc.subject, "列表打开很慢")
		self.assertEqual(len(self.told(self.administrator, name)), 1)

	def test_ux_07_complete_numbers_are_masked(self) -> None:
		number = factories.card_number()
		name = self.send(text=f"卡号 {number} 查不到")
		doc = frappe.get_doc(FEEDBACK, name)
		self.assertNotIn(number, doc.text + doc.subject)

	def test_ux_07_one_reads_ones_own_and_the_administrator_all(self) -> None:
		name = self.send()
		other = factories.make_user(roles.AUDITOR)
		for user, seen in ((self.teller, True), (other, False), (self.administrator, True)):
			with self.set_user(user):
				self.assertEqual(bool(frappe.get_list(FEEDBACK, {"name": name})), seen, user)
				self.assertEqual(bool(frappe.has_permission(FEEDBACK, "read", name)), seen, user)

	def test_ux_07_an_answer_reaches_the_sender_and_what_was_sent_stays(self) -> None:
		name = self.send()
		with self.set_user(self.administrator):
			doc = frappe.get_doc(FEEDBACK, name)
			doc.update({"answer": "已优化，请刷新后再试。", "text": "别的", "kind": "Question"})
			doc.save()
		doc.reload()
		self.assertEqual((doc.state, doc.answered_by), ("Answered", self.administrator))
		self.assertEqual((doc.text, doc.kind), ("列表打开很慢", "Problem"))
		self.assertEqual(len(self.told(self.teller, name)), 1)
		doc.save()
		self.assertEqual(len(self.told(self.teller, name)), 1, "told once")

	def test_ux_07_the_sender_changes_nothing_afterwards(self) -> None:
		name = self.send()
		with self.set_user(self.teller), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(FEEDBACK, name).save()
		with self.set_user(self.teller), self.assertRaises(frappe.PermissionError):
			api.improve(name)

	def test_ux_07_bad_input_is_refused(self) -> None:
		for values in ({"text": "  "}, {"kind": "Praise"}, {"screenshot": "/private/files/another.png"}):
			with self.assertRaises(frappe.ValidationError):
				self.send(**values)
		name = self.send()
		with self.set_user(self.administrator), self.assertRaises(frappe.ValidationError):
			doc = frappe.get_doc(FEEDBACK, name)
			doc.state = "Answered"
			doc.save()

	def test_ux_07_too_many_are_refused(self) -> None:
		for number in range(actions.MOST_AN_HOUR):
			self.send(text=f"第 {number} 条")
		with self.assertRaises(frappe.TooManyRequestsError):
			self.send()

	def test_ux_07_a_good_idea_becomes_one_measure(self) -> None:
		name = self.send(kind="Suggestion", text="希望增加快捷筛选")
		with self.set_user(self.administrator):
			measure = api.improve(name)
			self.assertEqual(api.improve(name), measure)
		found = frappe.get_doc("Bank Improvement", measure)
		self.assertEqual((found.reference_doctype, found.reference_name), (FEEDBACK, name))
		self.assertEqual(frappe.db.get_value(FEEDBACK, name, "state"), "In Progress")

	def test_ux_07_the_report_counts_by_screen(self) -> None:
		screen = f"bank-{factories.unique().lower()}"
		self.send(route=screen)
		self.send(route=screen, kind="Question")
		with self.set_user(self.administrator):
			_columns, rows, _message, chart = report.execute({})
		row = next(row for row in rows if row["screen"] == screen)
		self.assertEqual((row["total"], row["problem"], row["question"], row["open"]), (2, 1, 1, 2))
		self.assertTrue(chart)
		with self.set_user(self.teller), self.assertRaises(frappe.PermissionError):
			report.execute({})
