"""A merge is undone whole, also after later edits: CUS-13, docs/decisions/0008."""

import frappe

from bank_crm.customer.duplicates import figures, pairs
from bank_crm.customer.duplicates.merge import merge
from bank_crm.customer.duplicates.tests.test_merging import ACCOUNT, CUSTOMER, MergeCase, raw, value
from bank_crm.customer.duplicates.undo import undo
from bank_crm.tests import factories


class TestUndoing(MergeCase):
	def test_CUS_13_an_undo_gives_everything_back(self):
		account = factories.make_account(self.merged, balance=500)
		factories.make_transaction(account)
		factories.make_event(self.merged)
		factories.make_account(
			self.kept, balance=200, holders=[{"customer": self.merged, "holder_role": "Owner"}]
		)
		tag = factories.make("Bank Customer Tag", tag_name=factories.unique(), category="Product").name
		for customer in (self.kept, self.merged):
			factories.make("Bank Tag Assignment", customer=customer, tag=tag, source="Manual")
		frappe.get_doc(CUSTOMER, self.merged).add_comment("Comment", "喜欢下午来电")
		figures.refresh(self.kept, self.merged)
		before = self.picture()
		fields = {"city": "merged", "mobile": "merged", "customer_name": "merged", "employer": "merged"}
		doc = self.merge(choices=fields)
		self.assertNotEqual(self.picture(), before)
		done = undo(doc.name, "两位不同的客户")
		self.assertEqual(self.picture(), before)
		self.assertEqual((done.stayed, done.edited), (0, []))
		doc.reload()
		self.assertEqual((doc.state, doc.active_key, doc.undo_reason), ("Undone", None, "两位不同的客户"))

	def test_CUS_13_after_an_undo_the_two_can_be_merged_again(self):
		before = self.picture()
		for _turn in range(2):
			doc = self.merge(choices={"mobile": "merged", "city": "merged"})
			undo(doc.name, "再来一次")
			self.assertEqual(self.picture(), before)

	def test_CUS_13_an_edit_made_since_is_kept_and_told(self):
		doc = self.merge(choices={"city": "merged", "employer": "merged", "mobile": "merged"})
		edited, newest = frappe.get_doc(CUSTOMER, self.kept), factories.mobile_number()
		edited.city, edited.mobile, edited.occupation = "温州", newest, "会计"
		edited.save()
		done = undo(doc.name, "错误合并")
		row = frappe.get_doc(CUSTOMER, self.kept)
		self.assertEqual((row.city, row.occupation, row.employer), ("温州", "会计", None))
		self.assertEqual(sorted(done.edited), ["city", "mobile"])
		self.assertEqual(raw(self.kept, "mobile"), newest)
		self.assertEqual(raw(self.merged, "mobile"), self.phones[1], "the other's number was never touched")

	def test_CUS_13_another_number_behind_the_same_mask_is_an_edit(self):
		doc = self.merge(choices={"mobile": "merged"})
		given = self.phones[1]
		middle = f"{(int(given[3:7]) + 1) % 10_000:04d}"
		newest = given[:3] + middle + given[7:]
		edited = frappe.get_doc(CUSTOMER, self.kept)
		edited.mobile = newest
		edited.save()
		self.assertEqual(undo(doc.name, "错误合并").edited, ["mobile"])
		self.assertEqual(raw(self.kept, "mobile"), newest)

	def test_CUS_13_rows_made_since_stay_but_what_was_booked_on_a_returning_account_returns(self):
		account = factories.make_account(self.merged)
		doc = self.merge()
		account.reload()
		later = factories.make_transaction(account)
		own = factories.make_transaction(factories.make_account(self.kept))
		event = factories.make_event(self.kept)
		undo(doc.name, "错误合并")
		self.assertEqual(frappe.db.get_value(later.doctype, later.name, "customer"), self.merged)
		self.assertEqual(frappe.db.get_value(own.doctype, own.name, "customer"), self.kept)
		self.assertEqual(frappe.db.get_value(event.doctype, event.name, "customer"), self.kept)
		self.assertTrue(value(self.merged, "last_txn_at"))

	def test_CUS_13_rows_deleted_or_given_to_a_third_since_stay_so(self):
		deleted, given = factories.make_event(self.merged), factories.make_account(self.merged)
		third = factories.make_customer().name
		doc = self.merge()
		frappe.delete_doc(deleted.doctype, deleted.name)
		frappe.db.set_value(ACCOUNT, given.name, "customer", third)
		undo(doc.name, "错误合并")
		self.assertFalse(frappe.db.exists(deleted.doctype, deleted.name))
		self.assertEqual(frappe.db.get_value(ACCOUNT, given.name, "customer"), third)

	def test_CUS_13_a_row_that_would_clash_stays_and_is_counted(self):
		tag = factories.make("Bank Customer Tag", tag_name=factories.unique(), category="Product").name
		factories.make("Bank Tag Assignment", customer=self.merged, tag=tag, source="Manual")
		doc = self.merge()
		factories.make("Bank Tag Assignment", customer=self.merged, tag=tag, source="Rule")
		self.assertEqual(undo(doc.name, "错误合并").stayed, 1)
		for customer in (self.kept, self.merged):
			self.assertEqual(
				frappe.get_all("Bank Tag Assignment", {"customer": customer}, pluck="tag"), [tag]
			)

	def test_CUS_13_the_later_merge_is_undone_first_and_nothing_twice(self):
		third = factories.make_customer(customer_name="王薇").name
		first, second = self.merge(), merge(self.kept, third)
		with self.assertRaisesRegex(frappe.ValidationError, second.name):
			undo(first.name, "顺序不对")
		undo(second.name, "错误合并")
		undo(first.name, "错误合并")
		with self.assertRaises(frappe.ValidationError):
			undo(first.name, "再次撤销")

	def test_CUS_13_an_undo_needs_a_reason_and_a_merge(self):
		doc = self.merge()
		for reason in ("", " ", "长" * 2_000):
			with self.assertRaises(frappe.ValidationError):
				undo(doc.name, reason)
		with self.assertRaises(frappe.DoesNotExistError):
			undo("BCM99999999", "没有这次合并")

	def test_CUS_13_the_pair_is_open_again(self):
		third = factories.make_customer(mobile=self.phones[0]).name
		pair = pairs.name_of(self.kept, third)
		self.assertTrue(pair)
		doc = merge(self.kept, third)
		self.assertEqual(
			frappe.db.get_value("Bank Duplicate Pair", pair, ["status", "merge"]), ("Merged", doc.name)
		)
		undo(doc.name, "错误合并")
		self.assertEqual(
			frappe.db.get_value("Bank Duplicate Pair", pair, ["status", "merge"]), ("Open", None)
		)
