"""One timeline of everything that happened with a customer (CUS-16)."""

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from bank_crm.api import customer_page
from bank_crm.customer.overview.timeline import PAGE
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestTimeline(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		cls.customer = factories.make_customer(manager=cls.manager).name
		# the tier a new customer gets is an entry too, of a moment these tests do not choose
		frappe.db.delete("Bank Tier Change", {"customer": cls.customer})
		cls.now = now_datetime().replace(microsecond=0) - timedelta(days=1)

	def contact(self, channel: str, minutes: int = 0, **values: object) -> str:
		at = self.now - timedelta(minutes=minutes)
		return str(
			factories.make(
				"Bank Interaction", customer=self.customer, channel=channel, occurred_at=at, **values
			).name
		)

	def read(self, **arguments: object) -> dict:
		with self.set_user(self.manager):
			return customer_page.timeline(self.customer, **arguments)

	def test_CAR_01_what_came_of_a_rules_task_is_read_in_the_users_language(self) -> None:
		task = {
			"doctype": "Bank Care Task",
			"customer": self.customer,
			"due_on": self.now.date(),
			"status": "Done",
		}
		with self.set_user(self.manager):
			frappe.get_doc({**task, "subject": "Time Deposit Matures"}).insert()
		frappe.local.lang = "zh"
		self.addCleanup(setattr, frappe.local, "lang", "en")
		texts = [
			entry["text"]
			for entry in self.read()["entries"]
			if "Time" in entry["text"] or "定期" in entry["text"]
		]
		# the task itself, and the contact it ended in
		self.assertEqual(texts, ["定期存款到期提醒"] * 2)

	def test_CUS_16_every_kind_of_contact_is_in_one_line(self) -> None:
		for minutes, channel in enumerate(
			("Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App")
		):
			self.contact(channel, minutes)
		factories.make("Bank Customer Need", customer=self.customer, need="购汇")
		factories.make(
			"Communication",
			communication_type="Communication",
			communication_medium="Email",
			subject="季度报告",
			content="<p>附件</p>",
			reference_doctype="Bank Customer",
			reference_name=self.customer,
			sent_or_received="Sent",
			communication_date=self.now - timedelta(hours=2),
		)
		answer = self.read()
		kinds = [entry["kind"] for entry in answer["entries"]]
		self.assertEqual(
			kinds,
			[
				"need",
				"call",
				"visit",
				"message",
				"message",
				"message",
				"message",
				"branch",
				"message",
				"message",
			],
		)
		self.assertIn("季度报告", answer["entries"][-1]["text"])
		self.assertEqual(answer["names"]["Administrator"], "Administrator")

	def test_CUS_16_the_filter_takes_kinds(self) -> None:
		visit = self.contact("Visit")
		self.contact("Call", 1)
		factories.make_event(self.customer, page="credit-card")
		self.assertEqual([entry["name"] for entry in self.read(kinds='["visit"]')["entries"]], [visit])
		for everything in ({}, {"kinds": ""}, {"kinds": "[]"}):
			shown = {entry["kind"] for entry in self.read(**everything)["entries"]}
			self.assertEqual(shown, {"visit", "call"})
		asked = self.read(kinds='["behaviour"]')["entries"]
		self.assertEqual([entry["text"] for entry in asked], ["credit-card"])
		self.assertEqual(self.read(kinds='["nonsense"]')["entries"], [])

	def test_CUS_16_pages_follow_each_other_without_gap_or_repetition(self) -> None:
		moments = [0] * (PAGE + 5) + [3] * 7 + list(range(10, 10 + PAGE))
		made = {self.contact("Call", minutes) for minutes in moments}
		seen: list[str] = []
		cursor: dict = {}
		while cursor is not None:
			answer = self.read(**cursor)
			seen += [entry["name"] for entry in answer["entries"]]
			cursor = answer["next"]
		self.assertEqual(len(seen), len(moments))
		self.assertEqual(set(seen), made)

	def test_CUS_17_stage_and_tier_changes_are_part_of_it(self) -> None:
		doc = frappe.get_doc("Bank Customer", self.customer)
		doc.relationship_stage = "At Risk"
		doc.save()
		factories.make(
			"Bank Tier Change",
			customer=self.customer,
			from_tier="Mass",
			to_tier="Wealth",
			changed_at=self.now,
			changed_by="Administrator",
			source="Rule",
			reason_code="Reached",
		)
		notes = [entry["note"] for entry in self.read(kinds='["change"]')["entries"]]
		self.assertEqual(notes, ["Prospect→At Risk", "Mass→Wealth"])
