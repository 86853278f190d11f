"""A campaign by e-mail that really leaves: through Frappe's queue to an SMTP server on this machine."""

from __future__ import annotations

from email.message import Message
from unittest import mock

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.service.intake.tests.mail_servers import PASSWORD, USER, SmtpSink
from bank_crm.tests import factories

BODY = "尊敬的{{ customer_name }}：\n{{ benefit_text }}，详情请点击{{ link }}，退订请点击{{ unsubscribe }}。"


class MailWaveCase(CampaignCase):
	"""Commits are held back, so that everything is undone after a test."""

	smtp: SmtpSink

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
		frappe.local.outgoing_email_account = {}
		self.addCleanup(setattr, frappe.local, "outgoing_email_account", {})
		self.account_ = factories.make(
			"Email Account",
			email_id=f"marketing.{frappe.generate_hash(length=8)}@bank.example",
			email_account_name="城商行营销",
			login_id=USER,
			login_id_is_different=1,
			password=PASSWORD,
			enable_outgoing=1,
			default_outgoing=1,
			smtp_server="127.0.0.1",
			smtp_port=self.smtp.port,
			no_smtp_authentication=1,
		)
		self.mail_gateway = factories.make(
			"Bank Message Gateway",
			gateway_name=factories.unique("Mail "),
			channel="Email",
			kind="Email Queue",
			enabled=1,
			per_call=100,
		)

	def reader(self, address: str, **values: object) -> str:
		"""Make a customer who may be written to by e-mail."""
		name = factories.make_customer(email=address, **values).name
		consent(name, "Email", "Marketing")
		return name

	def mailed(self, customers: list[str], **values: object) -> tuple[Document, Document]:
		"""Start a campaign by e-mail for these customers and hand its wave over."""
		template = self.template(
			BODY, "Email", subject="【城商行】{{ customer_name }}的专属权益", **values.pop("template", {})
		)
		lines = [{"variant": "A", "channel": "Email", "template": template, "share": 1}]
		segment = self.segment(customers)
		campaign = self.campaign([segment], variants=lines, campaign_type="Email Marketing", **values)
		wave = self.wave(campaign, channel="Email")
		self.start(campaign)
		return campaign, self.send(wave)

	def send_queue(self) -> list[tuple[list[str], Message]]:
		"""Send what waits in Frappe's queue; returns what has arrived at the server since."""
		before = len(self.smtp.received)
		waiting = {"status": "Not Sent", "email_account": self.account_.name}
		for name in frappe.get_all("Email Queue", filters=waiting, pluck="name", order_by="creation asc"):
			frappe.get_doc("Email Queue", name).send()
		return self.smtp.received[before:]
