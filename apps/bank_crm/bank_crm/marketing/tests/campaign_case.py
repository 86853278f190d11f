"""What tests of campaigns share: a simulated gateway with a prepaid account, customers who may be written to, a campaign."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from bank_crm.compliance.contact.tests.contact_case import consent, no_quiet_hours
from bank_crm.domain.campaign_enums import CampaignState
from bank_crm.marketing.campaigns import money
from bank_crm.marketing.gateways.simulator import Behaviour, serve
from bank_crm.marketing.sending import waves
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

SECRET, RECEIPT_SECRET = "out-secret", "in-secret"
BODY = "{{ link }}"


class CampaignCase(BankCRMTestCase):
	"""A site with an SMS gateway of its own, ready at any hour."""

	behaviour: dict[str, Any] = {}

	def setUp(self) -> None:
		super().setUp()
		no_quiet_hours(self)
		self.server, self.address = serve(Behaviour(SECRET, **self.behaviour))
		self.addCleanup(self.server.server_close)
		self.addCleanup(self.server.shutdown)
		frappe.db.set_value("Bank Message Gateway", {"enabled": 1}, "enabled", 0)
		self.account = factories.make(
			"Bank Prepaid Account", account_name=factories.unique("Account "), unit_price=0.05
		)
		money.top_up(self.account.name, money.amount(100))
		self.gateway = self.make_gateway("SMS", self.account.name)
		self.officer = factories.make_user(roles.MARKETING_OFFICER)
		self.second = factories.make_user(roles.MARKETING_OFFICER)
		self.addCleanup(frappe.set_user, "Administrator")

	@property
	def simulator(self) -> Any:
		"""The gateway's memory."""
		return self.server.simulator

	def make_gateway(self, channel: str, account: str | None = None, **values: Any) -> Document:
		"""Make an enabled gateway of a channel that leads to the simulator."""
		gateway = factories.make(
			"Bank Message Gateway",
			gateway_name=factories.unique("Gateway "),
			channel=channel,
			receipt_secret=RECEIPT_SECRET,
			prepaid_account=account,
			per_call=10,
			**{"kind": "HTTP", "url": self.address, "secret": SECRET, **values},
		)
		gateway.enabled = 1
		return gateway.save()

	def customers(self, count: int, *, allowed: bool = True, **values: Any) -> list[str]:
		"""Make customers who may be written to by SMS."""
		names = [factories.make_customer(**values).name for _number in range(count)]
		for name in names if allowed else ():
			consent(name, "SMS", "Marketing")
		return names

	def segment(self, customers: list[str], **values: Any) -> str:
		"""Make a segment of these customers."""
		segment = factories.make(
			"Bank Segment",
			**{
				"segment_name": factories.unique("Segment "),
				"basis": "Manual List",
				"kind": "Static",
				**values,
			},
		)
		for name in customers:
			factories.make(
				"Bank Segment Member", segment=segment.name, customer=name, joined_at=now_datetime()
			)
		return segment.name

	def template(self, body: str = BODY, channel: str = "SMS", **values: Any) -> str:
		"""Make a template with a link."""
		return factories.make(
			"Bank Message Template",
			template_name=factories.unique("Template "),
			channel=channel,
			body=body,
			**{"link_url": "https://www.bank.example/offer", **values},
		).name

	def campaign(self, segments: list[str], template: str | None = None, **values: Any) -> Document:
		"""Make a draft of the marketing officer's."""
		frappe.set_user(self.officer)
		lines = values.pop("variants", None) or [
			{"variant": "A", "channel": "SMS", "template": template or self.template(), "share": 1}
		]
		audience = [{"segment": name, "use": "Include"} for name in segments]
		campaign = frappe.get_doc(
			{
				"doctype": "Bank Campaign",
				"campaign_name": factories.unique("Campaign "),
				"campaign_type": "Mass SMS",
				"starts_on": today(),
				"ends_on": add_days(today(), 30),
				"benefit_text": "加息0.5%",
				"budget": 1000,
				"audience": audience + values.pop("minus", []),
				"variants": lines,
				**values,
			}
		).insert()
		frappe.set_user("Administrator")
		return campaign

	def wave(self, campaign: Document, **values: Any) -> Document:
		"""Plan a wave for just now."""
		now = now_datetime().replace(microsecond=0)
		return factories.make(
			"Bank Campaign Wave",
			campaign=campaign.name,
			wave_name=factories.unique("Wave "),
			**{"channel": "SMS", "send_at": now, **values},
		)

	def step(self, campaign: Document, state: CampaignState, user: str | None = None) -> Document:
		"""Take a step as a user, and return the campaign as stored."""
		frappe.set_user(user or self.officer)
		campaign.reload()
		campaign.state = state.value
		try:
			campaign.save()
		finally:
			frappe.set_user("Administrator")
		return campaign

	def start(self, campaign: Document) -> Document:
		"""Submit, approve by another officer, start."""
		self.step(campaign, CampaignState.PENDING)
		self.step(campaign, CampaignState.APPROVED, self.second)
		return self.step(campaign, CampaignState.RUNNING)

	def send(self, wave: Document) -> Document:
		"""Let the worker look at a wave."""
		waves.run(wave.name)
		return wave.reload()

	def messages(self, wave: Document) -> dict[str, tuple[str, str | None]]:
		"""Return customer → (state, reason)."""
		rows = frappe.get_all(
			"Bank Message",
			filters={"wave": wave.name},
			fields=["customer", "state", "exclusion"],
			limit=0,
		)
		return {row.customer: (row.state, row.exclusion) for row in rows}
