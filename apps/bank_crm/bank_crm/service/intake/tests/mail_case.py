"""What tests of mail share: the servers, an account of the bank at them, and people who write."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.utils import make_msgid
from unittest import mock

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import no_quiet_hours
from bank_crm.service.intake.tests.mail_servers import PASSWORD, USER, ImapServer, SmtpSink
from bank_crm.tests import BankCRMTestCase, factories

ORDER, ENTRY = "Bank Work Order", "Bank Intake Entry"


def address(name: str = "li.lei") -> str:
	"""Return an e-mail address nobody else has."""
	return f"{name}.{frappe.generate_hash(length=8)}@mail.example.com"


class OutgoingMailCase(BankCRMTestCase):
	"""A test whose mails really leave, by `mail_account`; commits are held back, so that everything is undone after it."""

	smtp: SmtpSink
	mail_account: Document

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.smtp = SmtpSink()
		cls.addClassCleanup(cls.smtp.stop)

	def setUp(self) -> None:
		super().setUp()
		self.smtp.received.clear()
		held = mock.patch.object(frappe.local.db, "commit")
		held.start()
		self.addCleanup(held.stop)
		before = {name: frappe.flags.get(name) for name in ("testing_email", "mute_emails")}
		frappe.flags.update({"testing_email": True, "mute_emails": False})
		self.addCleanup(frappe.flags.update, before)
		# Frappe keeps the account mails leave by as long as a request lasts
		frappe.local.outgoing_email_account = {}
		self.addCleanup(setattr, frappe.local, "outgoing_email_account", {})

	def make_account(self, **values: object) -> Document:
		"""Make an e-mail account of the bank at the server."""
		return factories.make(
			"Email Account",
			**{
				"email_id": address("service"),
				"email_account_name": factories.unique("Service "),
				"login_id": USER,
				"login_id_is_different": 1,
				"password": PASSWORD,
				"enable_outgoing": 1,
				"default_outgoing": 1,
				"smtp_server": "127.0.0.1",
				"smtp_port": self.smtp.port,
				"no_smtp_authentication": 1,
				**values,
			},
		)

	def send_queue(self) -> list[tuple[list[str], Message]]:
		"""Send what waits to be sent by the account and return what has arrived since."""
		before = len(self.smtp.received)
		waiting = {"status": "Not Sent", "email_account": self.mail_account.name}
		for name in frappe.get_all("Email Queue", filters=waiting, pluck="name", order_by="creation asc"):
			frappe.get_doc("Email Queue", name).send()
		return self.smtp.received[before:]


class MailCase(OutgoingMailCase):
	"""A test with a mailbox."""

	imap: ImapServer

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.imap = ImapServer()
		cls.addClassCleanup(cls.imap.stop)

	def setUp(self) -> None:
		super().setUp()
		self.imap.empty()
		no_quiet_hours(self)
		self.mail_account = self.make_account()
		self.mailbox = factories.make(
			"Bank Mailbox", email_account=self.mail_account.name, order_type="Enquiry", acknowledge=1
		)

	def make_account(self, **values: object) -> Document:
		"""Make an account that fetches mails too."""
		incoming = {
			"enable_incoming": 1,
			"use_imap": 1,
			"email_server": "127.0.0.1",
			"incoming_port": self.imap.port,
			"email_sync_option": "UNSEEN",
			"imap_folder": [{"folder_name": "INBOX"}],
		}
		return super().make_account(**{**incoming, **values})

	def mail(self, sender: str, subject: str, text: str = "请帮我看看。", **headers: str) -> EmailMessage:
		"""Write a mail to the mailbox; underscores in header names stand for hyphens."""
		made = EmailMessage()
		made["From"] = sender
		made["To"] = self.mail_account.email_id
		made["Subject"] = subject
		made["Message-ID"] = make_msgid(domain="mail.example.com")
		for name, value in headers.items():
			name = name.replace("_", "-")
			del made[name]
			made[name] = value
		made.set_content(text)
		return made

	def receive(self, *mails: EmailMessage | bytes) -> None:
		"""Deliver mails and let the bank fetch what is new, as the scheduler does."""
		for one in mails:
			self.imap.deliver(one)
		frappe.get_doc("Email Account", self.mail_account.name).receive()

	def take(self, mail: EmailMessage) -> Document:
		"""Deliver one mail and return the order it ended in."""
		self.receive(mail)
		return frappe.get_doc(ORDER, self.entry(mail).work_order)

	def entry(self, mail: EmailMessage) -> Document:
		"""Return what the register says of a mail."""
		return frappe.get_doc(ENTRY, {"source": "Email", "external_id": mail["Message-ID"].strip("<>")})
