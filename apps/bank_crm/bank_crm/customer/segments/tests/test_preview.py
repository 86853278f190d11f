"""The preview of an audience: count, warning, reasons, scope (SEG-02, SEG-10, SEG-11, scenarios 2 and 5)."""

import frappe

from bank_crm.analytics.engine import publish
from bank_crm.api import segments
from bank_crm.customer.segments import explain, fields
from bank_crm.customer.segments.compile import insert_select
from bank_crm.customer.segments.preview import preview
from bank_crm.customer.segments.tests.test_engines_agree import EngineTestCase
from bank_crm.domain import audience
from bank_crm.domain.segment_fields import FACTS
from bank_crm.domain.segment_logic import normalise
from bank_crm.permissions import roles
from bank_crm.tests import factories

ENGINES = ("live", "snapshot")


def everything(*conditions: dict) -> dict:
	return {"version": 1, "root": {"op": "and", "conditions": list(conditions)}}


def leaf(field: str, operator: str, value: object) -> dict:
	return {"field": field, "operator": operator, "value": value}


class TestPreview(EngineTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.city = factories.unique("City")
		self.here = leaf("city", "=", self.city)
		self.tag = factories.make(
			"Bank Customer Tag", tag_name=factories.unique("学生"), category="Profile"
		).name

	def test_SEG_09_the_editor_offers_every_fact_by_its_name(self) -> None:
		offered = segments.editor()["facts"]
		self.assertEqual({fact["name"] for fact in offered}, {fact.name for fact in FACTS})
		self.assertTrue(all(fact["label"] for fact in offered))

	def customer(self, **values: object) -> str:
		return factories.make_customer(city=self.city, **values).name

	def give(self, customer: str) -> None:
		factories.make(
			"Bank Tag Assignment",
			customer=customer,
			tag=self.tag,
			source="Manual",
			assigned_by="Administrator",
		)

	def tagged(self) -> dict:
		where = [leaf("tag", "=", self.tag)]
		return {"fact": "tag", "measure": "exists", "where": where, "operator": "=", "value": True}

	def test_scenario_02_SEG_02_tag_and_tier_and_page_of_the_last_week(self):
		wanted, other = self.customer(tier="Wealth Potential"), self.customer(tier="Wealth Potential")
		for name in (wanted, other):
			self.give(name)
		factories.make_event(wanted, event_type="Page View", page="信用卡")
		old = frappe.utils.add_days(frappe.utils.now_datetime(), -9)
		factories.make_event(other, event_type="Page View", page="信用卡", occurred_at=old)
		seen = {
			"fact": "behaviour",
			"measure": "exists",
			"where": [leaf("page", "=", "信用卡")],
			"days": 7,
			"operator": "=",
			"value": True,
		}
		publish.publish()
		for engine in ENGINES:
			found = preview(
				everything(self.tagged(), leaf("tier", "=", "Wealth Potential"), seen), engine=engine
			)
			self.assertEqual((found.count, found.engine), (1, engine))
			self.assertEqual([row["name"] for row in found.sample], [wanted])
			self.assertIn("****", found.sample[0]["mobile"])
			self.assertEqual(found.warning.code, "too_narrow")

	def test_SEG_07_SEG_13_by_value_need_behaviour_person_and_risk(self):
		wanted = self.customer(
			birth_date="1980-05-06",
			gender="Female",
			annual_income=300_000,
			risk_preference="C4 Growth",
			wealth_preference="Fund",
		)
		self.customer(birth_date="2005-05-06", gender="Female", risk_preference="C1 Conservative")
		factories.make("Bank Customer Need", customer=wanted, need="基金定投", product_category="Fund")
		account = factories.make_account(wanted)
		for _turn in range(3):
			factories.make_transaction(account)
		frappe.db.set_value("Bank Customer", wanted, {"value_score": 80, "activity_level": "High"})
		publish.publish()
		bought = {
			"fact": "transaction",
			"measure": "count",
			"where": [],
			"days": 30,
			"operator": ">=",
			"value": 3,
		}
		needs = {
			"fact": "need",
			"measure": "exists",
			"where": [leaf("product_category", "=", "Fund")],
			"operator": "=",
			"value": True,
		}
		for engine in ENGINES:
			for told in (
				leaf("age", ">=", 40),
				leaf("annual_income", ">=", 250_000),
				leaf("activity_level", "=", "High"),
				leaf("risk_preference", "=", "C4 Growth"),
				leaf("wealth_preference", "=", "Fund"),
				leaf("value_score", ">=", 70),
				bought,
				needs,
			):
				found = preview(everything(self.here, leaf("gender", "=", "Female"), told), engine=engine)
				self.assertEqual([row["name"] for row in found.sample], [wanted], (engine, told))

	def test_scenario_05_rich_students_are_named_as_the_pair_that_empties(self):
		student, rich = self.customer(), self.customer()
		self.give(student)
		factories.make_account(rich, balance=600_000)
		publish.publish()
		tree = everything(self.here, leaf("total_aum", ">=", 500_000), self.tagged())
		for engine in ENGINES:
			found = preview(tree, engine=engine)
			self.assertEqual((found.count, found.warning.code, found.sample), (0, "empty", []))
			self.assertEqual(found.emptied_by.paths, ("root.conditions.1", "root.conditions.2"))
			self.assertEqual(found.emptied_by.counts[1], 1)
			self.assertIn("500,000", found.emptied_by.texts[0])
			self.assertEqual(found.emptied_by.texts[1], f"carries the tag {self.tag}")

	def test_SEG_11_segments_are_called_by_their_names(self):
		self.customer()  # where nobody is, nothing is explained
		first, second = (
			factories.make("Bank Segment", segment_name=factories.unique("客群"), basis="Manual List")
			for _ in range(2)
		)
		minus = audience.combined({"op": "minus", "segments": [first.name, second.name]})
		found = preview(minus, engine="live")
		self.assertEqual(found.emptied_by.texts, (f"in the segment {first.segment_name}",))
		told = explain.describe(normalise(fields.read(minus)))
		self.assertIn(f"not in the segment {second.segment_name}", told)
		branch = factories.make_branch()
		told = explain.describe(normalise(fields.read(everything(leaf("branch", "in", [branch])))))
		self.assertIn(frappe.db.get_value("Bank Branch", branch, "branch_name"), told)

	def test_SEG_11_a_condition_nobody_fulfils_and_a_contradiction_are_named(self):
		self.customer()
		nobody = preview(
			everything(self.here, leaf("occupation", "=", factories.unique("Job"))), engine="live"
		)
		self.assertEqual(nobody.emptied_by.paths, ("root.conditions.1",))
		both = preview(
			everything(leaf("total_aum", ">", 9), self.here, leaf("total_aum", "<", 5)), engine="live"
		)
		self.assertEqual(both.emptied_by.paths, ("root.conditions.0", "root.conditions.2"))

	def test_SEG_10_too_broad_when_most_of_the_base_is_meant(self):
		for _ in range(12):
			self.customer()
		found = preview(everything(), engine="live")
		self.assertEqual((found.count, found.warning.code), (found.base, "too_broad"))

	def test_SEC_07_only_own_customers_count_and_marketing_counts_all_without_names(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, other = self.customer(manager=manager), self.customer()
		publish.publish()
		marketing = factories.make_user(roles.MARKETING_OFFICER)
		for engine in ENGINES:
			found = preview(everything(self.here), manager, engine)
			self.assertEqual((found.count, found.base), (1, 1))
			self.assertEqual([row["name"] for row in found.sample], [own])
			counted = preview(everything(self.here), marketing, engine)
			self.assertEqual(counted.count, 2)
			self.assertEqual([row["name"] for row in counted.sample], [None, None])
		# a customer handed over since the snapshot is gone at once
		frappe.db.set_value("Bank Customer", own, "manager", None)
		self.assertEqual(preview(everything(self.here), manager, "snapshot").count, 0)
		self.assertTrue(other)

	def test_SEG_10_fields_one_may_not_see_and_unknown_records_are_refused(self):
		teller = factories.make_user(roles.TELLER)
		seen = {"fact": "behaviour", "measure": "exists", "operator": "=", "value": True}
		with self.assertRaises(fields.ConditionsInvalid) as refused:
			preview(everything(seen), teller, "live")
		self.assertEqual(refused.exception.problems[0].code, "not_permitted")
		self.assertNotIn("behaviour.page", {info.name for info in fields.catalogue(teller)})
		with self.assertRaises(fields.ConditionsInvalid) as refused:
			preview(everything(leaf("tier", "=", "<b>wealth</b>")), "Administrator", "live")
		self.assertIn("&lt;b&gt;", str(refused.exception))

	def test_SEG_09_members_are_inserted_once(self):
		segment = factories.make("Bank Segment", segment_name=factories.unique("S"), basis="Manual List").name
		names = {self.customer(), self.customer()}
		columns = {"segment": segment, "joined_at": frappe.utils.now()}
		for added in (2, 0):
			self.assertEqual(insert_select(everything(self.here), "Bank Segment Member", columns), added)
		rows = frappe.get_all("Bank Segment Member", filters={"segment": segment}, pluck="customer")
		self.assertEqual((len(rows), set(rows)), (2, names))

	def test_SEG_12_quotes_and_percent_signs_are_values(self):
		for city in ("' OR 1=1 -- ", "100%s", "a\\' OR 1=1", "%(text0)s"):
			with self.subTest(city=city):
				self.assertEqual(preview(everything(leaf("city", "=", city)), engine="live").count, 0)
