"""A campaign by e-mail that really leaves: through Frappe's queue to an SMTP server on this machine."""

from __future__ import annotations

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import consent
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.service.intake.tests.mail_case import OutgoingMailCase
from bank_crm.tests import factories

BODY = "尊敬的{{ customer_name }}：\n{{ benefit_text }}，详情请点击{{ link }}，退订请点击{{ unsubscribe }}。"


class MailWaveCase(OutgoingMailCase, CampaignCase):
	"""A test of waves by e-mail."""

	def setUp(self) -> None:
		super().setUp()
		self.mail_account = self.make_account(
			email_id=f"marketing.{frappe.generate_hash(length=8)}@bank.example",
			email_account_name="城商行营销",
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
