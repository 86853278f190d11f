"""Mails become work orders: fetched from a real IMAP server, answered through a real SMTP server (SVC-13)."""

from __future__ import annotations

import base64
import io
import zipfile
from email.message import Message
from unittest import mock

import frappe
from frappe.utils import add_days, now_datetime
from pypdf import PdfWriter

from bank_crm.service.intake import mail as intake
from bank_crm.service.intake.tests.mail_case import ENTRY, ORDER, MailCase, address
from bank_crm.service.orders import states
from bank_crm.tests import factories


def text_of(message: Message) -> str:
	"""Return all text of a mail as it arrived."""
	parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
	return "\n".join(part.get_payload(decode=True).decode("utf-8") for part in parts)


class TestServiceMail(MailCase):
	def test_SVC_13_a_customers_mail_becomes_an_order_and_is_confirmed(self) -> None:
		sender = address()
		customer = factories.make_customer(email=sender)
		mail = self.mail(f"李雷 <{sender.upper()}>", "信用卡年费", "为什么收了年费?\n\n> 引用的旧内容")
		order = self.take(mail)

		self.assertEqual(order.customer, customer.name)
		self.assertEqual((order.channel, order.order_type, order.subject), ("Email", "Enquiry", "信用卡年费"))
		self.assertEqual(order.description, "为什么收了年费?")
		self.assertEqual(order.contact_name, "李雷")
		self.assertEqual((order.source, order.external_id), ("Email", mail["Message-ID"].strip("<>")))
		self.assertEqual(self.imap.unread(), 0)
		entry = self.entry(mail)
		self.assertEqual((entry.outcome, entry.matched_by), ("New Order", "E-mail Address"))
		message = frappe.get_doc("Communication", entry.communication)
		self.assertEqual((message.reference_doctype, message.reference_name), (ORDER, order.name))

		((recipients, answer),) = self.send_queue()
		self.assertEqual(recipients, [sender])
		self.assertEqual(answer["In-Reply-To"], mail["Message-ID"])
		self.assertEqual(answer["Auto-Submitted"], "auto-replied")
		self.assertIn(order.name, text_of(answer))

	def test_SVC_13_no_complete_address_is_left_anywhere_in_the_rows(self) -> None:
		sender = address()
		mail = self.mail(sender, "请联系我", f"我的邮箱是 {sender}, 手机 13912345678")
		order = self.take(mail)
		entry = self.entry(mail)
		stored = [
			frappe.as_json(order.as_dict()),
			frappe.as_json(entry.as_dict()),
			frappe.as_json(frappe.get_doc("Communication", entry.communication).as_dict()),
		]
		for text in stored:
			self.assertNotIn(sender, text)
			self.assertNotIn("13912345678", text)
		self.assertIsNone(order.customer)

	def test_SVC_13_answers_go_to_the_order_by_thread(self) -> None:
		sender = address()
		first = self.mail(sender, "理财到期")
		order = self.take(first)
		((_to, confirmation),) = self.send_queue()
		for headers in (
			{"In_Reply_To": first["Message-ID"]},
			{"In_Reply_To": confirmation["Message-ID"]},
			{"References": f"<unknown@x.example> {first['Message-ID']}"},
		):
			# from another address too: who knows a mail's number was in the conversation
			reply = self.mail(address("wife"), "Re: something else", "补充一下", **headers)
			self.assertEqual(self.take(reply).name, order.name, headers)
		self.assertEqual(self.send_queue(), [], "an answer within a conversation is not confirmed again")
		self.assertEqual(frappe.db.count("Communication", {"reference_name": order.name}), 4)

	def test_SVC_13_the_number_in_a_subject_counts_for_whose_order_it_is_only(self) -> None:
		sender = address()
		order = self.take(self.mail(sender, "余额有误"))
		mine = self.take(self.mail(sender, f"关于 [{order.name}] 的补充"))
		self.assertEqual(mine.name, order.name)
		stranger = self.take(self.mail(address("stranger"), f"[{order.name}] 我也想看看"))
		self.assertNotEqual(stranger.name, order.name)

	def test_SVC_13_a_customer_who_answers_is_waited_for_no_longer(self) -> None:
		first = self.mail(address(), "补充材料")
		order = self.take(first)
		order.solution = "请提供身份证明"
		states.move(order, "In Progress")
		states.move(order, "Waiting for Customer")
		self.take(self.mail(address(), "材料", In_Reply_To=first["Message-ID"]))
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "state"), "In Progress")

		order.reload()
		states.move(order, "Answered")
		colleague = factories.make_user("Bank Service Agent")
		self.take(self.mail(colleague, "内部说明", In_Reply_To=first["Message-ID"]))
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "state"), "Answered")
		self.take(self.mail(address(), "还有问题", In_Reply_To=first["Message-ID"]))
		self.assertEqual(
			frappe.db.get_value(ORDER, order.name, ["state", "reopened_count"]), ("In Progress", 1)
		)

	def test_SVC_13_a_mail_to_an_order_closed_long_ago_is_a_new_matter(self) -> None:
		first = self.mail(address(), "开户证明")
		order = self.take(first)
		frappe.db.set_value(
			ORDER, order.name, {"state": "Closed", "closed_on": add_days(now_datetime(), -30)}
		)
		other = self.take(self.mail(address(), "另一件事", In_Reply_To=first["Message-ID"]))
		self.assertNotEqual(other.name, order.name)
		comments = frappe.get_all("Comment", {"reference_name": other.name}, pluck="content")
		self.assertTrue(any(order.name in text for text in comments))

	def test_SVC_13_machines_mails_make_no_orders(self) -> None:
		before = frappe.db.count(ORDER)
		mails = {
			"Auto-Reply": self.mail(address(), "休假", Auto_Submitted="auto-replied"),
			"Bounce": self.mail("MAILER-DAEMON@mx.example.com", "Undelivered Mail"),
			"Mailing List": self.mail(address(), "每周特惠", List_Id="<weekly.shop.example>"),
			"Loop": self.mail(self.mail_account.email_id, "转发给自己"),
		}
		self.receive(*mails.values())
		self.assertEqual(frappe.db.count(ORDER), before)
		self.assertEqual(self.imap.unread(), 0)
		for reason, mail in mails.items():
			entry = self.entry(mail)
			self.assertEqual((entry.outcome, entry.reason), ("Ignored", reason))
		self.assertEqual(self.send_queue(), [])

	def test_SVC_13_an_absence_notice_within_a_conversation_does_not_reopen(self) -> None:
		first = self.mail(address(), "转账失败")
		order = self.take(first)
		order.solution = "已处理"
		states.move(order, "Answered")
		notice = self.mail(
			address(), "自动回复: 转账失败", In_Reply_To=first["Message-ID"], Auto_Submitted="auto-replied"
		)
		self.receive(notice)
		self.assertEqual(self.entry(notice).work_order, order.name)
		self.assertEqual(frappe.db.get_value(ORDER, order.name, "state"), "Answered")

	def test_SVC_13_the_same_mail_fetched_again_changes_nothing(self) -> None:
		mail = self.mail(address(), "挂失")
		order = self.take(mail)
		before = frappe.db.count("Communication", {"reference_name": order.name})
		self.imap.mark_unread()
		self.receive(mail)  # and once more through another mailbox of the bank
		self.assertEqual(frappe.db.count(ENTRY, {"work_order": order.name}), 1)
		self.assertEqual(frappe.db.count("Communication", {"reference_name": order.name}), before)
		self.assertEqual(self.imap.unread(), 0)

	def test_SVC_13_killed_between_storing_and_marking_a_mail_makes_one_order(self) -> None:
		mail = self.mail(address(), "网银密码")
		with (
			mock.patch("imaplib.IMAP4._simple_command", new=_dying_at_store()),
			self.assertRaises(SystemExit),
		):
			self.receive(mail)
		self.assertEqual(self.imap.unread(), 1)
		order = self.entry(mail).work_order
		self.receive()
		self.assertEqual(self.imap.unread(), 0)
		self.assertEqual(frappe.db.count(ORDER, {"external_id": mail["Message-ID"].strip("<>")}), 1)
		self.assertEqual(self.entry(mail).work_order, order)

	def test_SVC_13_a_busy_database_leaves_the_mail_for_the_next_run(self) -> None:
		mail = self.mail(address(), "余额变动")
		with (
			mock.patch.object(intake, "take", side_effect=frappe.QueryDeadlockError),
			mock.patch.object(frappe.local.db, "rollback"),
		):
			self.receive(mail)
		self.assertEqual(self.imap.unread(), 1)
		self.assertEqual(self.take_again(mail).subject, "余额变动")

	def take_again(self, mail: Message) -> frappe.model.document.Document:
		self.receive()
		return frappe.get_doc(ORDER, self.entry(mail).work_order)

	def test_SVC_13_a_mail_that_breaks_the_reader_does_not_stop_the_others(self) -> None:
		good = self.mail(address(), "正常的邮件")
		real = intake.take

		def breaks(raw: bytes, *args: object) -> object:
			if b"broken@" in raw:
				raise ValueError("cannot be read")
			return real(raw, *args)

		bad = self.mail(address("broken"), "坏邮件", Message_ID="<broken@mail.example.com>")
		with (
			mock.patch.object(intake, "take", side_effect=breaks),
			mock.patch.object(frappe.local.db, "rollback"),
		):
			self.receive(bad, good)
		self.assertEqual(self.entry(good).outcome, "New Order")
		self.assertTrue(frappe.db.exists("Unhandled Email", {"email_account": self.mail_account.name}))
		self.assertEqual(frappe.db.count(ENTRY, {"mailbox": self.mailbox.name, "outcome": "Refused"}), 1)
		self.assertEqual(self.imap.unread(), 0)

	def test_SVC_13_attachments_are_checked_and_what_is_left_out_is_told(self) -> None:
		mail = self.mail(address(), "附件")
		mail.add_attachment(_pdf(), maintype="application", subtype="pdf", filename="回单.pdf")
		mail.add_attachment(
			b"%PDF-1.4\n1 0 obj\n", maintype="application", subtype="pdf", filename="half.pdf"
		)
		mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="pdf", filename="invoice.pdf")
		mail.add_attachment(b"MZ\x90\x00", maintype="application", subtype="octet-stream", filename="run.exe")
		mail.add_attachment(_bomb(), maintype="application", subtype="zip", filename="docs.zip")
		order = self.take(mail)
		entry = self.entry(mail)
		files = frappe.get_all("File", {"attached_to_name": entry.communication}, ["file_name", "is_private"])
		self.assertEqual([(one.file_name[-4:], one.is_private) for one in files], [(".pdf", 1)])
		for name in ("half.pdf", "invoice.pdf", "run.exe", "docs.zip"):
			self.assertIn(name, entry.left_out)
		comments = frappe.get_all("Comment", {"reference_name": order.name}, pluck="content")
		self.assertTrue(any("run.exe" in text for text in comments))

	def test_SVC_13_scripts_in_a_mail_are_not_kept_and_html_is_read(self) -> None:
		mail = self.mail(address(), "网页邮件")
		mail.set_content(
			"<p>我要<b>投诉</b></p><script>alert(1)</script><img src=x onerror=alert(2)>", subtype="html"
		)
		order = self.take(mail)
		content = frappe.db.get_value("Communication", self.entry(mail).communication, "content")
		self.assertNotIn("<script", content)
		self.assertNotIn("onerror", content)
		self.assertIn("投诉", order.description)
		self.assertNotIn("<script", order.description)

	def test_SVC_13_chinese_of_old_mail_programs_is_read(self) -> None:
		subject = base64.b64encode("关于贷款利率".encode("gb18030")).decode()
		name = base64.b64encode("韩梅梅".encode("gb18030")).decode()
		body = base64.b64encode("贷款利率是多少?".encode("gb18030")).decode()
		sender = address("han")
		number = f"<{frappe.generate_hash(length=12)}@qq.example>"
		lines = [
			f"From: =?gb18030?B?{name}?= <{sender}>",
			f"To: {self.mail_account.email_id}",
			f"Subject: =?gb18030?B?{subject}?=",
			f"Message-ID: {number}",
			"MIME-Version: 1.0",
			'Content-Type: text/plain; charset="gb18030"',
			"Content-Transfer-Encoding: base64",
			"",
			body,
		]
		self.receive("\r\n".join(lines).encode("ascii"))
		order = frappe.get_doc(ORDER, {"external_id": number.strip("<>")})
		self.assertEqual(order.subject, "关于贷款利率")
		self.assertEqual(order.description, "贷款利率是多少?")
		self.assertEqual(order.contact_name, "韩梅梅")

	def test_SVC_13_above_the_limit_mails_make_no_further_orders_and_get_no_answers(self) -> None:
		self.mailbox.most_per_hour = 2
		self.mailbox.save()
		sender = address("machine")
		orders = {self.take(self.mail(sender, f"第{number}封")).name for number in range(4)}
		self.assertEqual(len(orders), 2)
		self.assertEqual(len(self.send_queue()), 2)
		self.assertEqual(frappe.db.count(ENTRY, {"mailbox": self.mailbox.name, "reason": "Too Many"}), 2)

	def test_SVC_13_who_must_not_be_written_to_gets_no_confirmation(self) -> None:
		sender = address()
		customer = factories.make_customer(email=sender)
		factories.make("Bank Contact Block", customer=customer.name)
		order = self.take(self.mail(sender, "不要再发邮件"))
		self.assertEqual(order.customer, customer.name)
		self.assertEqual(self.send_queue(), [])

	def test_SVC_13_an_account_that_is_no_mailbox_is_frappes_matter(self) -> None:
		self.mailbox.active = 0
		self.mailbox.save()
		mail = self.mail(address(), "普通邮件")
		before = frappe.db.count(ORDER)
		self.receive(mail)
		self.assertEqual(frappe.db.count(ORDER), before)
		self.assertTrue(frappe.db.exists("Communication", {"message_id": mail["Message-ID"].strip("<>")}))

	def test_SVC_13_only_an_account_that_fetches_mails_can_be_a_mailbox(self) -> None:
		account = self.make_account(enable_incoming=0, default_outgoing=0)
		with self.assertRaisesRegex(frappe.ValidationError, "E-mail Account|邮件账户|邮箱账户"):
			factories.make("Bank Mailbox", email_account=account.name, order_type="Enquiry")


def _dying_at_store() -> object:
	"""A connection whose process is killed when the first mail is to be marked."""
	import imaplib

	real = imaplib.IMAP4._simple_command

	def command(self: imaplib.IMAP4, name: str, *args: object) -> object:
		if name == "UID" and args and args[0] == "STORE":
			raise SystemExit("killed")
		return real(self, name, *args)

	return command


def _pdf() -> bytes:
	writer, made = PdfWriter(), io.BytesIO()
	writer.add_blank_page(200, 200)
	writer.write(made)
	return made.getvalue()


def _bomb() -> bytes:
	packed = io.BytesIO()
	with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
		archive.writestr("zeros.txt", b"\0" * 80_000_000)
	return packed.getvalue()
