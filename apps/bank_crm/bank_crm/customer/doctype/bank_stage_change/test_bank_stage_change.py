from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime

from bank_crm.api import customer_contact, customer_page
from bank_crm.customer.overview import nightly, stages
from bank_crm.domain.enums import RelationshipStage
from bank_crm.domain.relationship_stage import StageFacts, relationship_stage
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

#: Fields of a customer and assets at the last month-ends, the latest first.
CASES: list[tuple[dict[str, object], tuple[float, ...]]] = [
	({"product_count": 0}, ()),
	({"product_count": 0, "relationship_stage": "Active"}, ()),
	({"product_count": 0, "last_txn_at": -10}, ()),
	({"last_txn_at": -200, "total_aum": 50}, ()),
	({"last_txn_at": -200, "total_aum": 50_000}, ()),
	({"last_txn_at": -200, "last_login_at": -3, "total_aum": 50}, ()),
	({"relationship_stage": "Churned", "last_txn_at": -1}, ()),
	({"relationship_stage": "Won Back", "stage_changed_on": -20, "last_txn_at": -1}, ()),
	({"relationship_stage": "Won Back", "stage_changed_on": -120, "last_txn_at": -1}, ()),
	({"opened_on": -30, "last_txn_at": -1}, ()),
	({"last_txn_at": -1}, (80_000, 90_000, 95_000, 100_000)),
	({"last_txn_at": -1}, (97_000, 98_000, 99_000, 100_000)),
	({"last_txn_at": -1}, (80_000, 90_000, 100_000)),
	({"last_txn_at": -1}, (150_000, 120_000, 110_000, 100_000)),
	({"last_txn_at": -120}, (150_000, 120_000, 110_000, 100_000)),
	({}, ()),
	({"last_txn_at": -1}, ()),
]


class TestBankStageChange(BankCRMTestCase):
	def prepare(self, fields: dict[str, object], ends: tuple[float, ...], now: datetime) -> str:
		"""Make a customer whose figures stand as the roll-up would leave them; days are relative."""
		name = factories.make_customer().name
		values = {"product_count": 1, "opened_on": -1000, "relationship_stage": "Prospect", **fields}
		for field in ("opened_on", "stage_changed_on"):
			if field in values:
				values[field] = (now + timedelta(days=values[field])).date()
		for field in ("last_txn_at", "last_login_at"):
			if field in values:
				values[field] = now + timedelta(days=values[field])
		frappe.db.set_value("Bank Customer", name, values)
		for day, assets in zip(stages.month_ends(now.date(), stages.stage_rule()), ends, strict=False):
			factories.make("Bank Asset Snapshot", customer=name, month_end=day, total_aum=assets)
		return name

	def expected(self, name: str, ends: tuple[float, ...], now: datetime) -> tuple[str, str]:
		row = frappe.get_doc("Bank Customer", name)
		steps = [moment for moment in (row.last_txn_at, row.last_login_at) if moment]
		facts = StageFacts(
			stage=RelationshipStage(row.relationship_stage),
			stage_since=row.stage_changed_on,
			products=row.product_count,
			known_since=row.opened_on,
			last_step=max(steps) if steps else None,
			assets=row.total_aum,
			month_ends=(*ends, *(None,) * (4 - len(ends))),
		)
		stage, reason = relationship_stage(facts, now, stages.stage_rule())
		return stage.value, reason.value

	def test_CUS_17_the_set_based_rule_is_the_domains_rule(self) -> None:
		now = now_datetime()
		wanted: dict[str, tuple[str, str, str]] = {}
		for fields, ends in CASES:
			name = self.prepare(fields, ends, now)
			before = frappe.db.get_value("Bank Customer", name, "relationship_stage")
			wanted[name] = (before, *self.expected(name, ends, now))
		stages.refresh(lambda column: column.isin(list(wanted)), now, stages.stage_rule())
		for place, (name, (before, stage, reason)) in enumerate(wanted.items()):
			with self.subTest(case=place, expected=stage):
				found = frappe.db.get_value(
					"Bank Customer", name, ["relationship_stage", "stage_changed_on"], as_dict=True
				)
				self.assertEqual(found.relationship_stage, stage)
				changes = frappe.get_all(
					"Bank Stage Change",
					filters={"customer": name},
					fields=["from_stage", "to_stage", "source", "reason"],
				)
				moved = [{"from_stage": before, "to_stage": stage, "source": "Rule", "reason": reason}]
				self.assertEqual(changes, moved if stage != before else [])
				if stage != before:
					self.assertEqual(found.stage_changed_on, now.date())
		self.assertEqual(
			{stage for _before, stage, _reason in wanted.values()}, set(RelationshipStage.values())
		)

	def test_CUS_17_a_second_night_changes_nothing(self) -> None:
		name = self.prepare({"last_txn_at": -1}, (), now_datetime())
		nightly.refresh([name])
		count = frappe.db.count("Bank Stage Change", {"customer": name})
		nightly.refresh([name])
		self.assertEqual(frappe.db.count("Bank Stage Change", {"customer": name}), count)

	def test_CUS_17_a_stage_set_by_hand_stands_for_a_month(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		now = now_datetime()
		name = self.prepare({"last_txn_at": -1, "relationship_stage": "Active", "manager": manager}, (), now)
		with self.set_user(manager):
			customer_contact.set_stage(name, "At Risk", "客户提到要转行")
			(change,) = customer_page.page(name)["panels"]["stage"]
		self.assertEqual(
			(change["before"], change["after"], change["user"], change["source"], change["reason"]),
			("Active", "At Risk", manager, "Manual", "客户提到要转行"),
		)
		only = lambda column: column == name  # noqa: E731 - a span
		stages.refresh(only, now + timedelta(days=29), stages.stage_rule())
		self.assertEqual(frappe.db.get_value("Bank Customer", name, "relationship_stage"), "At Risk")
		frappe.db.set_value("Bank Customer", name, "last_txn_at", now + timedelta(days=30))
		stages.refresh(only, now + timedelta(days=31), stages.stage_rule())
		self.assertEqual(frappe.db.get_value("Bank Customer", name, "relationship_stage"), "Active")

	def test_CUS_17_an_unknown_stage_and_a_foreign_customer_are_refused(self) -> None:
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, foreign = factories.make_customer(manager=manager).name, factories.make_customer().name
		with self.set_user(manager):
			with self.assertRaises(frappe.ValidationError):
				customer_contact.set_stage(own, "Divorced")
			with self.assertRaises(frappe.PermissionError):
				customer_contact.set_stage(foreign, "Active")
		self.assertEqual(frappe.db.count("Bank Stage Change", {"customer": own}), 0)
