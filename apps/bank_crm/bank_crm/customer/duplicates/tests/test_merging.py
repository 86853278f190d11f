"""Two customers become one, with everything linked, and two again: CUS-13."""

import json
from typing import Any

import frappe
from frappe.utils import add_months, get_last_day, getdate, today

from bank_crm.api import duplicates as api
from bank_crm.compliance import sealing, vault
from bank_crm.customer.duplicates import figures, ledger, links, pairs
from bank_crm.customer.duplicates.merge import merge
from bank_crm.customer.duplicates.undo import undo
from bank_crm.domain.enums import SealKind
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

CUSTOMER = "Bank Customer"
ACCOUNT = "Bank Customer Account"
#: Not compared before and after: who wrote last, and what says that a merge took place.
STAMPS = ("modified", "modified_by", "_seen")


def value(name: str, field: str) -> Any:
	return frappe.db.get_value(CUSTOMER, name, field)


def raw(name: str, field: str, doctype: str = CUSTOMER) -> str | None:
	entry = vault.read_one(doctype, name, field)
	return sealing.open_value(doctype, field, *entry) if entry else None


class MergeCase(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.phones = factories.mobile_number(), factories.mobile_number()
		self.kept = factories.make_customer(
			customer_name="王伟", mobile=self.phones[0], city="杭州", manager=self.manager
		).name
		self.merged = factories.make_customer(
			customer_name="王玮",
			mobile=self.phones[1],
			city="宁波",
			email="wei@bank.example",
			employer="和泰纺织",
			manager=self.manager,
			collaborators=[{"user": self.manager, "scope": "Read"}],
		).name
		figures.refresh(self.kept, self.merged)

	def merge(self, **given: Any) -> frappe.model.document.Document:
		return merge(self.kept, self.merged, **given)

	def picture(self) -> dict[str, Any]:
		"""Everything that belongs to the two customers, without stamps: what an undo has to give back."""
		seen: dict[str, Any] = {}
		for name in (self.kept, self.merged):
			row = frappe.db.get_value(CUSTOMER, name, "*", as_dict=True)
			seen[name] = {field: str(row[field]) for field in row if field not in STAMPS}
			seen[name]["sealed"] = [raw(name, field) for field in ("mobile", "email", "id_number")]
			for link in links.references():
				if link.single or link.doctype == "Comment":
					continue
				table = link.table
				query = frappe.qb.from_(table).select(table.name).where(link.names(table, name))
				rows = sorted(str(found) for found in query.run(pluck=True))
				if rows:
					seen[name][link.doctype, link.field] = rows
		return seen


class TestMerging(MergeCase):
	def test_CUS_13_fields_are_chosen_one_by_one(self):
		self.merge(choices={"city": "merged", "employer": "kept"})
		row = frappe.get_doc(CUSTOMER, self.kept)
		self.assertEqual((row.customer_name, row.city, row.employer), ("王伟", "宁波", None))
		self.assertEqual(
			raw(self.kept, "email"), "wei@bank.example", "what the kept one has not is filled in"
		)
		archived = frappe.get_doc(CUSTOMER, self.merged)
		self.assertEqual((archived.status, archived.merged_into), ("Archived", self.kept))

	def test_CUS_13_a_chosen_number_replaces_the_other_and_both_still_find_the_person(self):
		doc = self.merge(choices={"mobile": "merged"})
		self.assertEqual(raw(self.kept, "mobile"), self.phones[1])
		self.assertEqual(value(self.kept, "mobile"), f"{self.phones[1][:3]}****{self.phones[1][-4:]}")
		self.assertEqual(raw(doc.name, "mobile", "Bank Customer Merge"), self.phones[0])
		self.assertNotIn(self.phones[0], str(frappe.get_doc("Bank Customer Merge", doc.name).as_dict()))
		self.assertEqual(sealing.find(SealKind.MOBILE, self.phones[1], CUSTOMER, "mobile"), [self.kept])

	def test_CUS_13_the_other_number_leads_to_the_kept_customer(self):
		self.merge()
		for phone in self.phones:
			self.assertEqual(sealing.find(SealKind.MOBILE, phone, CUSTOMER, "mobile"), [self.kept])

	def test_CUS_13_everything_linked_moves_along(self):
		account = factories.make_account(self.merged, balance=500, product=None)
		factories.make_account(self.kept, balance=200)
		booking = factories.make_transaction(account)
		event = factories.make_event(self.merged)
		held = factories.make_account(
			self.kept, holders=[{"customer": self.merged, "holder_role": "Disponent"}]
		)
		file = factories.make(
			"File", file_name="a.txt", content="a", attached_to_doctype=CUSTOMER, attached_to_name=self.merged
		)
		comment = frappe.get_doc(CUSTOMER, self.merged).add_comment("Comment", "喜欢下午来电")
		mail = factories.make(
			"Communication",
			subject="利率",
			content="x",
			reference_doctype=CUSTOMER,
			reference_name=self.merged,
		)
		task = factories.make(
			"ToDo",
			description="回访",
			reference_type=CUSTOMER,
			reference_name=self.merged,
			allocated_to=self.manager,
		)
		record = factories.make(
			"Bank Source Record",
			source_system="CARDS",
			entity="Customer",
			external_id=factories.unique(),
			ref_doctype=CUSTOMER,
			ref_name=self.merged,
		)
		doc = self.merge()
		for moved, field in (
			(account, "customer"),
			(booking, "customer"),
			(event, "customer"),
			(held.holders[0], "customer"),
			(file, "attached_to_name"),
			(comment, "reference_name"),
			(mail, "reference_name"),
			(task, "reference_name"),
			(record, "ref_name"),
		):
			self.assertEqual(frappe.db.get_value(moved.doctype, moved.name, field), self.kept, moved.doctype)
		self.assertGreaterEqual(doc.moved_rows, 10)
		kept = frappe.get_doc(CUSTOMER, self.kept)
		self.assertEqual([row.user for row in kept.collaborators], [self.manager])
		self.assertEqual((kept.total_aum, kept.product_count), (700, 1))
		self.assertEqual((value(self.merged, "total_aum"), value(self.merged, "product_count")), (0, 0))
		self.assertIn(self.manager, kept.get("_assign"))
		self.assertIn("喜欢下午来电", json.loads(kept.get("_comments"))[0]["comment"])

	def test_CUS_13_what_the_kept_one_has_already_stays_behind(self):
		tag, only = (
			factories.make("Bank Customer Tag", tag_name=factories.unique(), category="Product").name
			for _ in range(2)
		)
		for customer, given in ((self.kept, tag), (self.merged, tag), (self.merged, only)):
			factories.make("Bank Tag Assignment", customer=customer, tag=given, source="Manual")
		doc = self.merge()
		mine = frappe.get_all("Bank Tag Assignment", {"customer": self.kept}, pluck="tag")
		self.assertEqual(sorted(mine), sorted([tag, only]))
		self.assertEqual(frappe.get_all("Bank Tag Assignment", {"customer": self.merged}, pluck="tag"), [tag])
		counts = {(doctype, action): rows for doctype, action, rows in ledger.counts(doc.name)}
		self.assertEqual(counts["Bank Tag Assignment", "Stayed"], 1)
		self.assertEqual(counts["Bank Tag Assignment", "Moved"], 1)

	def test_CUS_13_month_end_assets_are_added_up(self):
		last, before = (get_last_day(add_months(getdate(today()), -months)) for months in (1, 2))
		for customer, month, amount in (
			(self.kept, last, 100),
			(self.merged, last, 40),
			(self.merged, before, 7),
		):
			factories.make(
				"Bank Asset Snapshot", customer=customer, month_end=month, savings=amount, total_aum=amount
			)
		doc = self.merge()

		def months(customer: str) -> dict:
			rows = frappe.get_all("Bank Asset Snapshot", {"customer": customer}, ["month_end", "total_aum"])
			return {row.month_end: row.total_aum for row in rows}

		self.assertEqual(months(self.kept), {last: 140, before: 7})
		undo(doc.name, "错误合并")
		self.assertEqual(months(self.kept), {last: 100})
		self.assertEqual(months(self.merged), {last: 40, before: 7})

	def test_CUS_13_who_was_merged_before_follows_and_circles_are_refused(self):
		third = factories.make_customer(customer_name="王薇").name
		first = self.merge()
		for kept, merged in ((self.merged, self.kept), (self.kept, self.merged), (third, self.merged)):
			with self.assertRaisesRegex(frappe.ValidationError, self.merged):
				merge(kept, merged)
		with self.assertRaises(frappe.ValidationError):
			merge(self.kept, self.kept)
		second = merge(third, self.kept)
		self.assertEqual(value(self.merged, "merged_into"), third)
		self.assertEqual(sealing.find(SealKind.MOBILE, self.phones[1], CUSTOMER, "mobile"), [third])
		with self.assertRaisesRegex(frappe.ValidationError, third):
			undo(first.name, "先撤销后一次")
		undo(second.name, "错误合并")
		self.assertEqual(value(self.merged, "merged_into"), self.kept)
		undo(first.name, "错误合并")
		self.assertFalse(value(self.merged, "merged_into"))

	def test_CUS_13_a_relationship_between_the_two_does_not_become_one_with_itself(self):
		role = frappe.get_all("Bank Relationship Role", pluck="name", limit=1)
		role = (
			role[0] if role else factories.make("Bank Relationship Role", role_name=factories.unique()).name
		)
		name = frappe.generate_hash(length=6)
		frappe.qb.into(frappe.qb.DocType("Bank Customer Relationship")).columns(
			"name", "customer", "other_customer", "role"
		).insert(2_000_000_000 + int(name, 16), self.kept, self.merged, role).run()
		self.merge()
		pairs_left = frappe.get_all(
			"Bank Customer Relationship", {"customer": self.kept}, ["customer", "other_customer"]
		)
		self.assertTrue(all(row.customer != row.other_customer for row in pairs_left))

	def test_CUS_13_a_person_and_a_company_are_not_merged_nor_into_an_archived_one(self):
		company = factories.make_customer(customer_type="Company").name
		with self.assertRaises(frappe.ValidationError):
			merge(self.kept, company)
		frappe.db.set_value(CUSTOMER, self.kept, "status", "Archived")
		with self.assertRaises(frappe.ValidationError):
			self.merge()

	def test_CUS_13_nobody_merges_or_wakes_a_merged_customer_by_saving_it(self):
		self.merge()
		doc = frappe.get_doc(CUSTOMER, self.merged)
		doc.merged_into = None
		doc.save()
		self.assertEqual(value(self.merged, "merged_into"), self.kept)
		doc.status = "Active"
		with self.assertRaises(frappe.ValidationError):
			doc.save()
		other = frappe.get_doc(CUSTOMER, self.kept)
		other.merged_into = self.merged
		other.save()
		self.assertFalse(value(self.kept, "merged_into"))

	def test_CUS_13_choices_that_make_no_sense_are_refused(self):
		for choices in ({"city": "both"}, {"city": self.kept}):
			with self.assertRaises(frappe.ValidationError):
				self.merge(choices=choices)

	def test_CUS_13_a_customer_changed_meanwhile_is_not_merged(self):
		seen = {name: str(value(name, "modified")) for name in (self.kept, self.merged)}
		doc = frappe.get_doc(CUSTOMER, self.merged)
		doc.city = "温州"
		doc.save()
		with self.assertRaises(frappe.TimestampMismatchError):
			self.merge(seen=seen)

	def test_CUS_13_a_form_opened_before_the_merge_cannot_bring_the_old_state_back(self):
		opened = frappe.get_doc(ACCOUNT, factories.make_account(self.merged).name)
		customer = frappe.get_doc(CUSTOMER, self.kept)
		self.merge(choices={"city": "merged"})
		for stale in (opened, customer):
			with self.assertRaises(frappe.TimestampMismatchError):
				stale.save()

	def test_SEC_07_only_who_may_change_both_merges_and_undoes(self):
		other = factories.make_user(roles.RELATIONSHIP_MANAGER)
		foreign = factories.make_customer(manager=other).name
		helper = factories.make_user(roles.SERVICE_AGENT)
		for user in (other, helper, factories.make_user(roles.COMPLIANCE_OFFICER)):
			with self.set_user(user), self.assertRaises(frappe.PermissionError):
				self.merge()
		with self.set_user(self.manager):
			with self.assertRaises(frappe.PermissionError):
				merge(self.kept, foreign)
			doc = self.merge()
			self.assertEqual(doc.merged_by, self.manager)
		with self.set_user(other):
			with self.assertRaises(frappe.PermissionError):
				undo(doc.name, "不是我的")
			self.assertFalse(frappe.has_permission("Bank Customer Merge", "read", doc=doc.name))
			self.assertFalse(frappe.has_permission("Bank Customer Merge Entry", "read"))

	def test_CUS_13_nobody_writes_merges_or_pairs_by_hand(self):
		with self.set_user(self.manager):
			for doctype in ("Bank Customer Merge", "Bank Duplicate Pair", "Bank Customer Merge Entry"):
				self.assertFalse(frappe.has_permission(doctype, "create"), doctype)
				self.assertFalse(frappe.has_permission(doctype, "write"), doctype)

	def test_CUS_13_side_by_side_tells_masks_differences_and_what_would_move(self):
		factories.make_account(self.merged)
		with self.set_user(self.manager):
			answer = api.compare(self.kept, self.merged, self.kept)
		lines = {line["fieldname"]: line for line in answer["lines"]}
		self.assertEqual(lines["city"]["values"], ["杭州", "宁波"])
		self.assertTrue(lines["mobile"]["differs"])
		self.assertNotIn(self.phones[0], str(answer))
		self.assertEqual((lines["city"]["choice"], lines["email"]["choice"]), ("kept", "merged"))
		self.assertNotIn("total_aum", lines)
		linked = {entry["doctype"]: entry["rows"] for entry in answer["linked"]}
		self.assertEqual(linked[ACCOUNT], [0, 1])
		self.assertTrue(answer["may_merge"])
		self.assertTrue(answer["signs"]["name_similarity"] >= 90)

	def test_CUS_13_other_decisions_follow_to_the_kept_customer(self):
		third = factories.make_customer(mobile=self.phones[1]).name
		pairs.dismiss(pairs.name_of(self.merged, third), "母女")
		doc = self.merge()
		followed = pairs.name_of(self.kept, third)
		self.assertEqual(frappe.db.get_value("Bank Duplicate Pair", followed, "status"), "Not a Duplicate")
		undo(doc.name, "错误合并")
		self.assertFalse(frappe.db.exists("Bank Duplicate Pair", followed))


class TestCustomLinks(MergeCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.remove()
		factories.make(
			"Custom Field", dt="Note", fieldname="bank_person", label="X", fieldtype="Link", options=CUSTOMER
		)
		cls.addClassCleanup(cls.remove)

	@classmethod
	def remove(cls) -> None:
		frappe.delete_doc("Custom Field", "Note-bank_person", ignore_missing=True)
		frappe.db.sql_ddl("alter table `tabNote` drop column if exists `bank_person`")
		frappe.flags.link_fields = {}

	def test_CUS_13_links_of_a_doctype_nobody_knew_move_too(self):
		note = factories.make("Note", title=factories.unique(), bank_person=self.merged)
		doc = self.merge()
		self.assertEqual(frappe.db.get_value("Note", note.name, "bank_person"), self.kept)
		undo(doc.name, "错误合并")
		self.assertEqual(frappe.db.get_value("Note", note.name, "bank_person"), self.merged)
