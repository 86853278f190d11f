"""What tests of benefits and events share: an open benefit or event of a running campaign, and visits as a customer makes them."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import frappe
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from bank_crm.marketing import signed
from bank_crm.marketing.benefits.renderer import BenefitPage
from bank_crm.marketing.events.renderer import EventPage
from bank_crm.marketing.tests.campaign_case import CampaignCase
from bank_crm.tests import factories

GRANT, SEAT = "Bank Benefit Grant", "Bank Event Registration"


class BenefitCase(CampaignCase):
	"""Customers visit pages as nobody the system knows."""

	def setUp(self) -> None:
		super().setUp()
		kept = {name: getattr(frappe.local, name, None) for name in ("request", "request_ip", "lang")}
		self.addCleanup(lambda: [setattr(frappe.local, name, value) for name, value in kept.items()])

	def benefit(self, campaign: str | None = None, **values: Any) -> Document:
		"""Make an open benefit: a coupon for wealth products."""
		doc = factories.make(
			"Bank Benefit",
			**{
				"benefit_name": factories.unique("加息券 "),
				"kind": "Rate Coupon",
				"value": 0.5,
				"campaign": campaign,
				"stock": 100,
				"valid_from": today(),
				"valid_until": add_days(today(), 30),
				"description": "新客理财加息0.5%",
				"products": [{"category": "Wealth"}],
				**values,
			},
		)
		doc.state = "Open"
		return doc.save()

	def event(self, campaign: str | None = None, **values: Any) -> Document:
		"""Make an event that customers can register for, tomorrow."""
		doc = factories.make(
			"Bank Event",
			**{
				"event_name": factories.unique("沙龙 "),
				"campaign": campaign,
				"venue": "总行贵宾厅",
				"starts_at": add_days(now_datetime(), 1),
				"ends_at": add_days(now_datetime(), 2),
				"capacity": 2,
				"waiting_limit": 2,
				**values,
			},
		)
		doc.state = "Open for Registration"
		return doc.save()

	def visit(self, address: str, form: dict[str, str] | None = None) -> Response:
		"""Open a page as a guest; with `form` its button is pressed."""
		path = address.split("://", 1)[-1].partition("/")[2]
		builder = EnvironBuilder(path=f"/{path}", method="GET" if form is None else "POST", data=form)
		frappe.local.request, frappe.local.request_ip = Request(builder.get_environ()), "127.0.0.1"
		page = next(one(path) for one in (BenefitPage, EventPage) if one(path).can_render())
		before = frappe.session.user
		frappe.set_user("Guest")
		try:
			with patch("bank_crm.compliance.throttle.per_address"):
				return page.render()
		finally:
			frappe.set_user(before)

	def claim_page(self, grant: str | int) -> str:
		"""The address of a grant's page."""
		return signed.BENEFIT.url(grant)

	def seat_page(self, seat: str | int) -> str:
		"""The address of a guest's page."""
		return signed.SEAT.url(seat)
