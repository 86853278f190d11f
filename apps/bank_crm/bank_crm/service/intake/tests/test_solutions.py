"""The solution goes back to the customer by the way he or she came (SVC-04, SVC-11, RSK-08)."""

from __future__ import annotations

from unittest import mock

import frappe
from frappe.model.document import Document

from bank_crm.api import work_orders
from bank_crm.compliance.contact import gate
from bank_crm.customer.care import channels
from bank_crm.service.intake.tests.mail_case import ORDER, MailCase, address
from bank_crm.service.intake.tests.test_mail import text_of
from bank_crm.service.orders import states
from bank_crm.service.ratings import sending
from bank_crm.tests import factories

SOLUTION = "年费已退回,3 个工作日内到账。\n<b>请留意</b>"


class TestSolutions(MailCase):
	def answered(self, order: Document, solution: str = SOLUTION) -> Document:
		order.reload()
		order.solution = solution
		states.move(order, "Answered")
		return order.reload()

	def told(self, order: Document) -> list[str]:
		return frappe.get_all(
			"Comment", {"reference_name": order.name, "comment_type": "Info"}, pluck="content"
		)

	def test_SVC_04_who_wrote_is_answered_in_the_thread_once_each_time(self) -> None:
		sender = address()
		first = self.mail(sender, "信用卡年费")
		order = self.take(first)
		self.send_queue()
		order = self.answered(order)
		((recipients, mail),) = self.send_queue()
		self.assertEqual(recipients, [sender])
		self.assertEqual(mail["In-Reply-To"], first["Message-ID"])
		self.assertEqual(mail["Auto-Submitted"], "auto-replied")
		self.assertIn("年费已退回", text_of(mail))
		self.assertIn("&lt;b&gt;", text_of(mail))
		self.assertEqual(len(self.told(order)), 1)
		self.assertNotIn(sender, self.told(order)[0])
		order.rating_comment = "好"
		order.flags.bank_system = True
		order.save()
		self.assertEqual(self.send_queue(), [], "the same answer goes out once")

		again = self.mail(sender, "Re: 信用卡年费", "还没到账", In_Reply_To=mail["Message-ID"])
		self.assertEqual(self.take(again).name, order.name)
		self.answered(order, "已到账")
		((_recipients, second),) = self.send_queue()
		self.assertEqual(second["In-Reply-To"], again["Message-ID"])
		self.assertIn("已到账", text_of(second))

	def test_SVC_04_RSK_08_the_gate_is_asked_and_the_order_says_why_not(self) -> None:
		sender = address()
		customer = factories.make_customer(email=sender)
		order = self.take(self.mail(sender, "不要再发邮件"))
		self.send_queue()
		factories.make("Bank Contact Block", customer=customer.name)
		refusal = gate.words(gate.may_contact(customer.name, "Email", "Service"))
		self.assertIn(refusal, work_orders.dialog(order.name)["outlook"])
		order = self.answered(order)
		self.assertEqual(self.send_queue(), [])
		(told,) = self.told(order)
		self.assertIn(refusal, told)

	def test_SVC_04_an_answer_given_at_night_waits_for_the_morning(self) -> None:
		order = self.take(self.mail(address(), "夜里处理"))
		self.send_queue()
		morning = frappe.utils.add_to_date(None, hours=9, as_datetime=True).replace(microsecond=0)
		with mock.patch.object(gate, "quiet_until", return_value=morning):
			self.answered(order)
		(waits,) = frappe.get_all(
			"Email Queue", {"reference_name": order.name, "status": "Not Sent"}, pluck="send_after"
		)
		self.assertEqual(waits, morning)

	def test_SVC_04_who_called_reads_the_solution_in_the_message_that_asks_for_the_rating(self) -> None:
		frappe.db.set_value("Bank Rating Request", {"state": "To Send"}, "state", "Revoked")
		frappe.db.set_single_value("Bank CRM Settings", "rating_delay_minutes", 0)
		frappe.clear_document_cache("Bank CRM Settings", "Bank CRM Settings")
		self.addCleanup(frappe.clear_document_cache, "Bank CRM Settings", "Bank CRM Settings")
		customer = factories.make_customer(mobile=factories.mobile_number())
		texts: list[channels.Message] = []
		gateway = mock.Mock(address_field="mobile")
		gateway.send.side_effect = texts.append
		called = factories.make(
			ORDER, subject="来电", order_type="Enquiry", channel="Phone", customer=customer.name
		)
		self.answered(called, "已为您调整 " + "很长" * 100)
		self.assertEqual(self.send_queue(), [], "nobody is mailed who has not written")
		with mock.patch.object(channels, "gateways", return_value={"SMS": gateway}):
			sending.send_due()
		(text,) = [message.text for message in texts]
		self.assertIn("已为您调整", text)
		self.assertIn("…", text)
		self.assertLess(len(text), 400)
