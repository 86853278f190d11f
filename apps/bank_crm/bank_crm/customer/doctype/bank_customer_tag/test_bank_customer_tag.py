"""Tags: put on by hand, in batches and by rules; who did what; the list cut down by them (SEG-08, SEG-20, UX-04)."""

import json
from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from bank_crm.api import customer_tags
from bank_crm.customer import audiences
from bank_crm.customer.tags import actions, list_filter, rules, store
from bank_crm.domain import audience
from bank_crm.domain.customer_enums import TagSource
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories


class TestBankCustomerTag(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.city = factories.unique("City ")
		queue = patch.object(audiences, "queue")
		self.queue = queue.start()
		self.addCleanup(queue.stop)
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.own = self.customer(manager=self.manager)
		self.strange = self.customer()

	def customer(self, **values: object) -> str:
		return factories.make_customer(city=self.city, **values).name

	def tag(self, **values: object) -> str:
		values = {"tag_name": factories.unique("标签"), "category": "Need", **values}
		return factories.make("Bank Customer Tag", **values).name

	def rule(self, **values: object) -> str:
		node = {"field": "city", "operator": "=", "value": self.city}
		return self.tag(conditions=json.dumps(audience.tree(audience.group("and", node))), **values)

	def carriers(self, tag: str) -> set[str]:
		return set(frappe.get_all("Bank Tag Assignment", {"tag": tag}, pluck="customer"))

	def history(self, tag: str) -> list[tuple]:
		fields = ["customer", "change", "source", "changed_by"]
		return frappe.get_all("Bank Tag Change", {"tag": tag}, fields, order_by="name", as_list=True)

	def test_SEG_08_SEG_20_the_dialog_puts_on_and_takes_off_and_remembers(self):
		tag = self.tag()
		with self.set_user(self.manager):
			panel = customer_tags.change(self.own, add=[tag], valid_until=add_days(today(), 5))
			self.assertEqual([row.tag for row in panel["tags"]], [tag])
			self.assertEqual([row.change for row in panel["history"]], ["Added"])
			customer_tags.change(self.own, add=[tag])
			panel = customer_tags.change(self.own, remove=json.dumps([tag]))
			self.assertEqual(panel["tags"], [])
		self.assertSequenceEqual(
			self.history(tag),
			[
				(self.own, "Added", "Manual", self.manager),
				(self.own, "Removed", "Manual", self.manager),
			],
		)

	def test_SEC_07_a_stranger_s_customer_is_refused(self):
		tag = self.tag()
		with self.set_user(self.manager):
			for call in (customer_tags.change, customer_tags.panel):
				with self.assertRaises(frappe.PermissionError):
					call(self.strange)
			self.assertEqual(customer_tags.of_customers([self.strange]), {})
		self.assertEqual(self.carriers(tag), set())

	def test_SEG_08_a_teller_sees_tags_and_changes_none(self):
		teller = factories.make_user(roles.TELLER)
		served = self.customer(tellers=[{"user": teller}])
		tag = self.tag()
		factories.make("Bank Tag Assignment", customer=served, tag=tag)
		with self.set_user(teller):
			panel = customer_tags.panel(served)
			self.assertEqual(([row.tag for row in panel["tags"]], panel["may_change"]), ([tag], False))
			with self.assertRaises(frappe.PermissionError):
				customer_tags.change(served, remove=[tag])

	def test_SEG_08_a_batch_tags_what_the_user_may_change(self):
		tag, more = self.tag(), self.customer(manager=self.manager)
		helped = self.customer(collaborators=[{"user": self.manager, "scope": "Read"}])
		with self.set_user(self.manager):
			done = customer_tags.change_many(add=[tag], customers=[self.own, more, helped, self.strange])
			self.assertEqual((done["added"], done["not_allowed"]), (2, 2))
			listed = customer_tags.change_many(
				remove=[tag], filters=[["Bank Customer", "name", "=", more]], tags=[tag]
			)
			self.assertEqual((listed["customers"], listed["removed"]), (1, 1))
		self.assertEqual(self.carriers(tag), {self.own})
		self.assertEqual({row[2] for row in self.history(tag)}, {"Batch"})
		self.assertEqual(frappe.db.get_value("Bank Customer Tag", tag, "customer_count"), 1)

	def test_SEG_08_a_large_batch_runs_as_the_user_in_the_background(self):
		tag = self.tag()
		with self.set_user(self.manager), patch.object(customer_tags, "AT_ONCE", 0):
			with patch.object(frappe, "enqueue") as enqueue:
				answer = customer_tags.change_many(add=[tag], customers=[self.own, self.strange])
		self.assertTrue(answer["queued"])
		values = {
			key: enqueue.call_args.kwargs[key]
			for key in ("user", "customers", "add", "remove", "valid_until")
		}
		customer_tags.run_batch(**values)
		frappe.set_user("Administrator")
		self.assertEqual(self.carriers(tag), {self.own})

	def test_SEG_08_tags_out_of_force_are_not_put_on(self):
		for values in (
			{"enabled": 0},
			{"valid_from": add_days(today(), 1)},
			{"valid_until": add_days(today(), -1)},
		):
			tag = self.tag(**values)
			with self.assertRaises(frappe.ValidationError):
				actions.change_tags([self.own], [tag], [], TagSource.MANUAL)
			with self.assertRaises(frappe.ValidationError):
				factories.make("Bank Tag Assignment", customer=self.own, tag=tag)
			self.assertEqual(self.carriers(tag), set())

	def test_SEG_08_what_is_over_is_taken_off_at_night(self):
		lasting, ending, over = self.tag(), self.tag(), self.tag()
		for tag in (lasting, ending, over):
			factories.make("Bank Tag Assignment", customer=self.own, tag=tag)
		frappe.db.set_value("Bank Tag Assignment", {"tag": ending}, "valid_until", add_days(today(), -1))
		frappe.db.set_value("Bank Customer Tag", over, "valid_until", add_days(today(), -1))
		rules.expire()
		self.assertEqual([self.carriers(tag) for tag in (lasting, ending, over)], [{self.own}, set(), set()])
		self.assertEqual(self.history(over)[-1][1:3], ("Removed", "Expiry"))

	def test_SEG_08_a_rule_keeps_the_tag_up_and_spares_what_is_by_hand(self):
		tag = self.rule()
		elsewhere = factories.make_customer().name
		factories.make("Bank Tag Assignment", customer=elsewhere, tag=tag)
		self.assertEqual(rules.apply_rule(tag), (2, 0))
		self.assertEqual(rules.apply_rule(tag), (0, 0))
		frappe.db.set_value("Bank Customer", self.strange, "city", "")
		self.assertEqual(rules.apply_rule(tag), (0, 1))
		self.assertEqual(self.carriers(tag), {self.own, elsewhere})
		self.assertIn((self.strange, "Removed", "Rule", "Administrator"), self.history(tag))

	def test_SEG_08_a_rule_reaches_whom_its_owner_may_see(self):
		tag = self.rule(owner_user=self.manager)
		rules.apply_rule(tag)
		self.assertEqual(self.carriers(tag), {self.own})
		frappe.db.set_value("Bank Customer", self.own, "manager", "Administrator")
		rules.apply_rule(tag)
		self.assertEqual(self.carriers(tag), set())

	def test_SEG_08_what_a_rule_gives_is_not_taken_off_by_hand(self):
		tag = self.rule()
		rules.apply_rule(tag)
		with self.set_user(self.manager), self.assertRaises(frappe.ValidationError):
			customer_tags.change(self.own, remove=[tag])
		doc = frappe.get_doc("Bank Customer Tag", tag)
		doc.conditions = None
		doc.save()
		self.assertEqual(self.carriers(tag), set(), "a deleted rule takes its tags along")

	def test_SEG_08_a_rule_that_leans_on_itself_is_refused(self):
		first = self.rule()
		second = self.tag(conditions=json.dumps(audience.tree(audience.carries("tag", [first]))))
		doc = frappe.get_doc("Bank Customer Tag", first)
		doc.conditions = json.dumps(audience.tree(audience.carries("tag", [second])))
		with self.assertRaisesRegex(frappe.ValidationError, "→"):
			doc.save()
		with self.assertRaises(frappe.LinkExistsError):
			frappe.rename_doc("Bank Customer Tag", first, "Other name")

	def test_SEG_08_names_that_would_break_lists_are_refused(self):
		for name in ("50%", "a,b", "<b>x</b>", "a'b", "a\\b", '"', "x" * 10_000):
			with self.assertRaises((frappe.ValidationError, frappe.NameError)):
				self.tag(tag_name=name)
		for name in ("😀 VIP", "عميل", "=1+1"):
			self.assertEqual(self.carriers(self.tag(tag_name=f"{name} {factories.unique()}")), set())

	def test_SEG_20_a_tag_with_a_history_is_kept(self):
		tag = self.tag()
		actions.change_tags([self.own], [tag], [], TagSource.MANUAL)
		actions.change_tags([self.own], [], [tag], TagSource.MANUAL)
		with self.assertRaises(frappe.LinkExistsError):
			frappe.delete_doc("Bank Customer Tag", tag)

	def test_SEG_20_imported_tags_are_marked(self):
		tag = self.tag()
		frappe.flags.in_import = True
		try:
			factories.make("Bank Tag Assignment", customer=self.own, tag=tag)
		finally:
			frappe.flags.in_import = False
		self.assertSequenceEqual(self.history(tag), [(self.own, "Added", "Import", "Administrator")])

	def listed(self, tags: list[str], every: int) -> tuple[set[str], int]:
		request = {
			"doctype": "Bank Customer",
			"fields": json.dumps(["name"]),
			"filters": json.dumps([["Bank Customer", "city", "=", self.city]]),
			"tags": json.dumps(tags),
			"every": every,
			"page_length": 20,
		}
		before = frappe.local.form_dict
		try:
			frappe.local.form_dict = frappe._dict(request)
			rows = customer_tags.list_rows(json.dumps(tags), every)
			frappe.local.form_dict = frappe._dict(request)
			count = customer_tags.list_count(json.dumps(tags), every)
		finally:
			frappe.local.form_dict = before
		return {row[0] for row in rows["values"]} if rows else set(), count

	def test_UX_04_the_list_holds_who_carries_all_or_any_of_the_tags(self):
		one, two, both = self.tag(), self.tag(), self.customer(manager=self.manager)
		actions.change_tags([self.own, both], [one], [], TagSource.MANUAL)
		actions.change_tags([self.strange, both], [two], [], TagSource.MANUAL)
		self.assertEqual(self.listed([one, two], 1), ({both}, 1))
		self.assertEqual(self.listed([one, two], 0), ({self.own, self.strange, both}, 3))
		self.assertEqual(self.listed([one, "no such tag"], 1), (set(), 0))
		with self.set_user(self.manager):
			self.assertEqual(self.listed([two], 1), ({both}, 1), "the scope stays")
		self.assertFalse(frappe.flags.get(list_filter.FLAG), "the filter ends with its request")
		self.assertIsNone(list_filter.criterion([], True))

	def test_UX_04_the_bar_counts_own_customers_only(self):
		tag = self.tag()
		actions.change_tags([self.own, self.strange], [tag], [], TagSource.MANUAL)
		with self.set_user(self.manager):
			(found,) = [row for row in customer_tags.popular() if row["name"] == tag]
		self.assertEqual(found["count"], 1)
		self.assertEqual(store.count_customers(tag), 2)

	def test_SEG_08_bad_requests_are_refused(self):
		for value in ("{}", "[1]", '"x"', "[[]]"):
			with self.assertRaises(frappe.ValidationError):
				customer_tags.change(self.own, add=value)
		with self.assertRaises(frappe.ValidationError):
			customer_tags.change_many(customers=[self.own])
		with self.assertRaises(frappe.ValidationError):
			customer_tags.change_many(add=[self.tag()], customers=[self.own], valid_until="2001-01-01")
