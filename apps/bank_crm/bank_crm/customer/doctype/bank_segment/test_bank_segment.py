"""Segments: made from conditions, combined, chosen by hand; who joined and left (SEG-09, SEG-12, CUS-12)."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_days, now_datetime

from bank_crm.customer import audiences
from bank_crm.customer.segments import actions, refresh
from bank_crm.domain import audience
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


def tree(*nodes: dict, op: str = "and") -> str:
	return json.dumps(audience.tree(audience.group(op, *nodes)))


def is_(field: str, operator: str, value: object) -> dict:
	return {"field": field, "operator": operator, "value": value}


class SegmentTestCase(BankCRMTestCase):
	"""Customers of one test stand apart by their city."""

	def setUp(self) -> None:
		super().setUp()
		self.city = factories.unique("City ")
		self.here = is_("city", "=", self.city)
		queue = patch.object(audiences, "queue")
		self.queue = queue.start()
		self.addCleanup(queue.stop)

	def customer(self, **values: object) -> str:
		return factories.make_customer(city=self.city, **values).name

	def segment(self, *nodes: dict, **values: object) -> str:
		if nodes:
			values["conditions"] = tree(*nodes)
		return factories.make("Bank Segment", segment_name=factories.unique(), **values).name

	def members(self, segment: str) -> set[str]:
		return set(frappe.get_all("Bank Segment Member", {"segment": segment}, pluck="customer"))

	def log(self, segment: str) -> list[tuple[str, str]]:
		rows = frappe.get_all(
			"Bank Segment Change", {"segment": segment}, ["customer", "change"], order_by="name"
		)
		return [(row.customer, row.change) for row in rows]


class TestBankSegment(SegmentTestCase):
	def test_scenario_02_tag_tier_and_page_give_the_audience(self):
		tag = factories.make("Bank Customer Tag", tag_name=factories.unique(), category="Product").name
		right = self.customer(tier="Wealth Potential")
		old_view, other_page, other_tier, no_tag = (
			self.customer(tier=tier)
			for tier in ("Wealth Potential", "Wealth Potential", "Mass", "Wealth Potential")
		)
		for name in (right, old_view, other_page, other_tier):
			factories.make("Bank Tag Assignment", customer=name, tag=tag)
		for name, page, days in (
			(right, "信用卡", 6),
			(old_view, "信用卡", 8),
			(other_page, "理财", 1),
			(other_tier, "信用卡", 1),
			(no_tag, "信用卡", 1),
		):
			moment = add_days(now_datetime(), -days)
			factories.make_event(name, event_type="Page View", page=page, occurred_at=moment)
		viewed = {
			"fact": "behaviour",
			"measure": "exists",
			"where": [is_("event_type", "=", "Page View"), is_("page", "=", "信用卡")],
			"days": 7,
			"operator": "=",
			"value": True,
		}
		nodes = (audience.carries("tag", [tag]), is_("tier", "=", "Wealth Potential"), viewed)
		from bank_crm.api.segments import preview

		self.assertEqual(preview(conditions=tree(*nodes))["count"], 1)
		name = self.segment(*nodes)
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(1, 0, 1))
		self.assertEqual(self.members(name), {right})

	def test_SEG_09_members_follow_the_data_and_every_move_is_logged(self):
		rich, poor = self.customer(annual_income=900_000), self.customer(annual_income=1000)
		name = self.segment(self.here, is_("annual_income", ">=", 500_000))
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(1, 0, 1))
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(0, 0, 1), "nothing new, nothing logged")
		frappe.db.set_value("Bank Customer", rich, "annual_income", 1)
		frappe.db.set_value("Bank Customer", poor, "annual_income", 500_000)
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(1, 1, 1))
		self.assertEqual(self.members(name), {poor})
		self.assertCountEqual(self.log(name), [(rich, "Joined"), (poor, "Joined"), (rich, "Left")])
		self.assertEqual(frappe.db.get_value("Bank Segment", name, "member_count"), 1)

	def test_SEG_09_a_segment_deleted_while_its_refresh_waits_stays_gone(self):
		self.customer()
		name = self.segment(self.here)
		refresh.refresh(name)
		frappe.delete_doc("Bank Segment", name)
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(0, 0, 0))
		self.assertEqual((self.members(name), self.log(name)), (set(), []))

	def test_SEG_09_archived_customers_leave(self):
		gone = self.customer()
		name = self.segment(self.here)
		refresh.refresh(name)
		frappe.db.set_value("Bank Customer", gone, "status", "Archived")
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(0, 1, 0))

	def test_SEC_07_a_segment_holds_whom_its_owner_may_see(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, lost = self.customer(manager=manager), self.customer(manager=manager)
		self.customer()
		name = self.segment(self.here, owner_user=manager)
		refresh.refresh(name)
		self.assertEqual(self.members(name), {own, lost})
		frappe.db.set_value("Bank Customer", lost, "manager", "Administrator")
		self.assertEqual(refresh.refresh(name), refresh.Refreshed(0, 1, 1))
		self.assertEqual(self.members(name), {own})

	def test_SEC_07_only_the_owner_and_the_administrator_change_it(self):
		manager, other = (factories.make_user(roles.RELATIONSHIP_MANAGER) for _ in range(2))
		administrator = factories.make_user(roles.ADMINISTRATOR)
		name = self.segment(self.here, owner_user=manager)
		for user, expected in ((manager, True), (other, False), (administrator, True)):
			self.assertEqual(frappe.has_permission("Bank Segment", "write", doc=name, user=user), expected)
			self.assertTrue(frappe.has_permission("Bank Segment", "read", doc=name, user=user))
		with self.set_user(manager), self.assertRaises(frappe.ValidationError):
			doc = frappe.get_doc("Bank Segment", name)
			doc.owner_user = administrator
			doc.save()

	def test_SEC_08_marketing_plans_for_the_bank_and_sees_no_member(self):
		marketing = factories.make_user(roles.MARKETING_OFFICER)
		self.customer()
		name = self.segment(self.here, owner_user=marketing)
		self.assertEqual(refresh.refresh(name).members, 1)
		with self.set_user(marketing):
			self.assertEqual(actions.list_members(name, 0), [])

	def test_SEG_09_union_intersection_and_difference(self):
		young, rich, both = (
			self.customer(annual_income=income, employer=employer)
			for income, employer in ((1, "Young"), (9_000_000, "Other"), (9_000_000, "Young"))
		)
		first = self.segment(self.here, is_("employer", "=", "Young"))
		second = self.segment(self.here, is_("annual_income", ">", 100))
		for name in (first, second):
			refresh.refresh(name)
		for op, expected in (
			("union", {young, rich, both}),
			("intersection", {both}),
			("minus", {young}),
		):
			combination = json.dumps({"op": op, "segments": [first, second]})
			name = self.segment(basis="Combination", combination=combination)
			refresh.refresh(name)
			self.assertEqual(self.members(name), expected, op)

	def test_SEG_09_a_circle_is_refused_and_named(self):
		one, two = self.segment(self.here), self.segment(self.here)
		three = self.segment(
			basis="Combination", combination=json.dumps({"op": "union", "segments": [one, two]})
		)
		doc = frappe.get_doc("Bank Segment", one)
		doc.conditions = tree(audience.group("not", audience.carries("segment", [three])))
		with self.assertRaisesRegex(frappe.ValidationError, "→"):
			doc.save()
		doc.reload()
		doc.basis = "Combination"
		doc.combination = json.dumps({"op": "minus", "segments": [two, one]})
		with self.assertRaises(frappe.ValidationError):
			doc.save()

	def test_SEG_09_a_segment_in_use_is_not_deleted(self):
		one, two = self.segment(self.here), self.segment(self.here)
		name = self.segment(
			basis="Combination", combination=json.dumps({"op": "union", "segments": [one, two]})
		)
		with self.assertRaises(frappe.LinkExistsError):
			frappe.delete_doc("Bank Segment", one)
		self.customer()
		refresh.refresh(two)
		frappe.delete_doc("Bank Segment", name)
		frappe.delete_doc("Bank Segment", two)
		self.assertEqual(self.members(two), set())

	def test_SEG_09_bad_definitions_are_refused(self):
		for values in (
			{"conditions": None},
			{"conditions": tree()},
			{"conditions": tree(is_("no_such_field", "=", 1))},
			{"conditions": tree(is_("mobile", "=", "13900000000"))},
			{"conditions": tree(is_("total_aum", ">=", "many"))},
			{
				"basis": "Combination",
				"combination": json.dumps({"op": "union", "segments": ["SEG-none", "SEG-no"]}),
			},
			{"basis": "Combination", "combination": None},
		):
			with self.subTest(values), self.assertRaises(frappe.ValidationError):
				self.segment(**values)

	def test_SEG_11_a_contradiction_is_not_kept_and_both_conditions_are_named(self):
		with self.assertRaises(frappe.ValidationError) as refused:
			self.segment(self.here, is_("total_aum", ">=", 500_000), is_("total_aum", "<", 100_000))
		self.assertIn("3", str(refused.exception))
		self.assertIn("2", str(refused.exception))
		name = self.segment(self.here, is_("total_aum", ">=", 500_000))
		doc = frappe.get_doc("Bank Segment", name)
		doc.conditions = tree(is_("total_aum", ">=", 500_000), is_("total_aum", "<", 100_000))
		self.assertRaises(frappe.ValidationError, doc.save)
		self.assertNotIn("<", frappe.db.get_value("Bank Segment", name, "conditions"))

	def test_SEG_09_the_job_goes_on_after_a_failure_and_notes_it(self):
		self.customer()
		broken, sound = self.segment(self.here), self.segment(self.here)
		frappe.db.set_value("Bank Segment", broken, "conditions", tree(is_("no_such_field", "=", 1)))
		audiences.refresh_all()
		self.assertTrue(frappe.db.get_value("Bank Segment", broken, "refresh_note"))
		self.assertEqual(len(self.members(sound)), 1)

	def test_SEG_09_static_segments_keep_their_members_over_night(self):
		self.customer()
		name = self.segment(self.here, kind="Static")
		refresh.refresh(name)
		self.customer()
		audiences.refresh_all()
		self.assertEqual(len(self.members(name)), 1)

	def test_SEG_09_the_night_takes_segments_after_what_they_lean_on(self):
		self.customer()
		first = self.segment(self.here)
		second = self.segment(audience.carries("segment", [first]))
		frappe.db.set_value("Bank Segment", first, "creation", add_days(now_datetime(), 1))
		audiences.refresh_all()
		self.assertEqual(len(self.members(second)), 1)

	def test_CUS_12_a_group_has_its_members_by_hand(self):
		manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		own, strange = self.customer(manager=manager), self.customer()
		name = self.segment(basis="Manual List", kind="Dynamic", owner_user=manager)
		self.assertEqual(frappe.db.get_value("Bank Segment", name, ["kind", "is_group"]), ("Static", 1))
		with self.set_user(manager):
			self.assertEqual(actions.add_members(name, [own, strange, own]), 1)
			self.assertEqual([row.name for row in actions.list_members(name, 0)], [own])
			self.assertEqual(actions.add_members(name, [own]), 0)
			self.assertEqual(actions.remove_members(name, [own, strange]), 1)
		self.assertEqual(self.log(name), [(own, "Joined"), (own, "Left")])

	def test_CUS_12_members_of_other_segments_are_not_chosen(self):
		with self.assertRaises(frappe.ValidationError):
			actions.add_members(self.segment(self.here), [self.customer()])

	def test_SEG_10_saving_looks_for_the_members(self):
		name = self.segment(self.here)
		self.queue.assert_called_once_with("segment", name)

	def test_SEG_16_SEG_17_shipped_segments_can_all_be_asked(self):
		from bank_crm.setup import audiences as shipped

		shipped.create()
		names = frappe.get_all("Bank Segment", {"preset_key": ("is", "set")}, pluck="name")
		self.assertGreaterEqual(len(names), 9)
		for name in names:
			refresh.refresh(name)
		before = frappe.db.count("Bank Segment")
		shipped.create()
		self.assertEqual(frappe.db.count("Bank Segment"), before)

	def test_SEG_17_potential_customers_have_deposits_and_no_wealth(self):
		from bank_crm.setup import audiences as shipped

		shipped.create()
		name = frappe.db.get_value("Bank Segment", {"preset_key": "potential_quality"})
		right, holder = self.customer(), self.customer()
		for customer in (right, holder):
			factories.make_account(customer, category="Time Deposit", balance=250_000)
		factories.make_account(holder, category="Wealth", balance=10)
		refresh.refresh(name)
		found = self.members(name)
		self.assertIn(right, found)
		self.assertNotIn(holder, found)
