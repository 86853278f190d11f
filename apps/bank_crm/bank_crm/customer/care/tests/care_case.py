"""What the care tests share: a clean slate of rules, customers with dates, counting tasks."""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document

from bank_crm.compliance.contact.tests.contact_case import no_quiet_hours
from bank_crm.customer.care import generate
from bank_crm.tests import BankCRMTestCase, factories

TASK = "Bank Care Task"
PRIVATE = "Private Banking"


class CareTestCase(BankCRMTestCase):
	"""Only the rules a test makes are enabled; everything is undone after it."""

	def setUp(self) -> None:
		super().setUp()
		rule = frappe.qb.DocType("Bank Care Rule")
		frappe.qb.update(rule).set(rule.enabled, 0).run()
		no_quiet_hours(self)
		self.manager = factories.make_user("Bank Relationship Manager")

	def make_rule(self, occasion: str, **values: Any) -> Document:
		tiers = [{"tier": tier} for tier in values.pop("tiers", ())]
		return factories.make(
			"Bank Care Rule", rule_name=factories.unique("R"), occasion=occasion, tiers=tiers, **values
		)

	def make_customer(self, **values: Any) -> Document:
		return factories.make_customer(**{"manager": self.manager, **values})

	def run_on(self, day: str) -> int:
		"""Run the night of a day; how many tasks it made."""
		return sum(generate.run(day).values())

	def tasks(self, customer: Document, **filters: Any) -> list[frappe._dict]:
		return frappe.get_all(
			TASK,
			filters={"customer": customer.name, **filters},
			fields=["*"],
			order_by="due_on asc, name asc",
		)
