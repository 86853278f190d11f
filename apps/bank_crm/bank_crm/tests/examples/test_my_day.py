"""A box on the page 【我的一天】: one bounded query over the user's own rows, and one line of hooks.py."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import add_days, today

from bank_crm.customer.day import registry
from bank_crm.customer.day.registry import DayContext, DayRow, Section, bounded
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories
from bank_crm.tests.examples import hooked

HOOKS = {"bank_my_day": ["bank_crm.tests.examples.test_my_day.SECTIONS"]}


def life_events(context: DayContext) -> list[DayRow]:
	"""What has happened in customers' lives in the last week."""
	event = frappe.qb.DocType("Bank Life Event")
	rows = bounded(
		context.rows(event, "Bank Life Event", None)
		.select(event.name, event.customer, event.event_type, event.event_on)
		.where(event.event_on >= add_days(context.day, -7))
		.orderby(event.event_on)
	)
	return [
		{
			"title": row.customer,
			"note": _(row.event_type),
			"on": row.event_on,
			"doctype": "Bank Life Event",
			"name": row.name,
		}
		for row in rows
	]


SECTIONS = (Section("life_events", lambda: _("Life Events"), life_events, reads=("Bank Life Event",)),)


class TestMyDay(BankCRMTestCase):
	def test_the_box_shows_own_customers_only(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, other = factories.make_customer(manager=manager).name, factories.make_customer().name
		for customer in (own, other):
			factories.make("Bank Life Event", customer=customer, event_type="Home Purchase", event_on=today())
		with hooked(**HOOKS), self.set_user(manager):
			parts = registry.sections(DayContext.of_session())
		(box,) = [part for part in parts if part["key"] == "life_events"]
		self.assertEqual([row["title"] for row in box["rows"]], [own])
