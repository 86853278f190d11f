"""Duplicates are found on entry and by the nightly search: CUS-13, CUS-14."""

from typing import Any

import frappe

from bank_crm.api import duplicates as api
from bank_crm.customer.duplicates import entry, names, pairs
from bank_crm.customer.duplicates.candidates import by_birth_date, by_company_name, by_fingerprint
from bank_crm.customer.duplicates.evidence import judge
from bank_crm.domain.customer_enums import DuplicateOrigin
from bank_crm.domain.duplicates import MOST_IN_GROUP, ordered
from bank_crm.permissions import roles
from bank_crm.tests import BankCRMTestCase, factories

PAIR = "Bank Duplicate Pair"


def person(**values: Any) -> str:
	"""Make a customer and forget the pairs the saving found."""
	name = factories.make_customer(**values).name
	frappe.db.delete(PAIR, {"customer": name})
	frappe.db.delete(PAIR, {"other_customer": name})
	return name


class TestFinding(BankCRMTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.manager = factories.make_user(roles.RELATIONSHIP_MANAGER)
		self.phone = factories.mobile_number()

	def found(self, **values: Any) -> list[str]:
		return [candidate.name for candidate in entry.find({"customer_type": "Person", **values})]

	def search(self) -> set[tuple[str, str]]:
		return {*by_fingerprint(), *by_company_name(), *by_birth_date()}

	def test_CUS_14_pinyin_follows_the_name_on_every_save(self):
		doc = factories.make_customer(customer_name="欧阳 明华")
		self.assertEqual(doc.name_pinyin, "ou yang ming hua")
		doc.customer_name = "Wang Wei"
		doc.save()
		self.assertEqual(frappe.db.get_value("Bank Customer", doc.name, "name_pinyin"), "wang wei")

	def test_CUS_14_pinyin_of_names_that_came_set_based(self):
		name = person(customer_name="张伟")
		frappe.db.set_value("Bank Customer", name, {"customer_name": "李娜", "name_pinyin": None})
		self.assertEqual(names._store([(name, names.pinyin("李娜"))]), 1)
		self.assertEqual(frappe.db.get_value("Bank Customer", name, "name_pinyin"), "li na")

	def test_CUS_13_entry_finds_by_phone_id_and_email(self):
		number = factories.citizen_number()
		name = person(
			mobile=self.phone, id_type="ID Card", id_number=number, email=f"{self.phone}@bank.example"
		)
		self.assertEqual(self.found(mobile=f"+86 {self.phone[:3]} {self.phone[3:]}"), [name])
		self.assertEqual(self.found(id_number=number.lower(), id_type="ID Card"), [name])
		self.assertEqual(self.found(mobile=factories.mobile_number()), [])
		self.assertEqual(
			self.found(email=f"{self.phone}@bank.example"), [], "an address alone says too little"
		)

	def test_CUS_13_entry_finds_by_name_and_birth_date_and_by_sound(self):
		name = person(customer_name="王志强甲乙", birth_date="1931-02-03")
		for typed in ("王志强甲乙", "汪智强甲乙", "Wang Zhiqiang Jia Yi", "王 志强 甲乙"):
			self.assertIn(name, self.found(customer_name=typed, birth_date="1931-02-03"), typed)
		self.assertNotIn(name, self.found(customer_name="王志强甲乙", birth_date="1931-02-04"))
		self.assertNotIn(name, self.found(customer_name="赵云", birth_date="1931-02-03"))

	def test_CUS_13_two_id_numbers_are_two_persons(self):
		born = {"customer_name": "王志强甲乙", "birth_date": "1990-03-07", "id_type": "ID Card"}
		name = person(**born, id_number=factories.citizen_number("19900307"), mobile=self.phone)
		other = {**born, "id_number": factories.citizen_number("19900307", male=False)}
		self.assertNotIn(name, self.found(**other))
		self.assertIn(
			name, self.found(**other, mobile=self.phone), "the same phone, name and day outweigh it"
		)

	def test_CUS_13_a_company_is_found_by_its_name_and_is_no_person(self):
		title = factories.unique("杭州和泰纺织有限公司")
		name = person(customer_name=title, customer_type="Company", mobile=self.phone)
		self.assertEqual(self.found(customer_type="Company", customer_name=title), [name])
		self.assertEqual(self.found(customer_type="Person", mobile=self.phone), [])
		twin = person(customer_name=title, customer_type="Company")
		self.assertIn(ordered(name, twin), by_company_name())

	def test_CUS_13_the_form_shows_masks_and_of_others_only_that_they_exist(self):
		mine = person(mobile=self.phone, manager=self.manager)
		foreign = person(mobile=self.phone)
		with self.set_user(self.manager):
			answer = api.check({"mobile": self.phone})
			self.assertEqual([row["name"] for row in answer["candidates"]], [mine])
			self.assertEqual(answer["candidates"][0]["mobile"], f"{self.phone[:3]}****{self.phone[-4:]}")
			self.assertTrue(answer["elsewhere"])
			self.assertNotIn(foreign, str(answer))
			self.assertEqual(
				api.check({"mobile": factories.mobile_number()}), {"candidates": [], "elsewhere": False}
			)
			with self.assertRaises(frappe.PermissionError):
				api.check({"mobile": self.phone}, name=foreign)
			with self.assertRaises(frappe.ValidationError):
				api.check("[1]")
		with self.set_user(factories.make_user(roles.TELLER)), self.assertRaises(frappe.PermissionError):
			api.check({"mobile": self.phone})

	def test_CUS_13_a_stored_customers_mask_stands_for_the_number(self):
		mine = person(mobile=self.phone, manager=self.manager)
		twin = person(mobile=self.phone, manager=self.manager)
		mask = frappe.db.get_value("Bank Customer", mine, "mobile")
		with self.set_user(self.manager):
			answer = api.check({"mobile": mask}, name=mine)
		self.assertEqual([row["name"] for row in answer["candidates"]], [twin])

	def test_CUS_13_saving_puts_the_pair_on_the_list_once(self):
		first = factories.make_customer(mobile=self.phone)
		second = factories.make_customer(mobile=self.phone)
		pair = pairs.name_of(first.name, second.name)
		row = frappe.get_doc(PAIR, pair)
		self.assertEqual((row.status, row.same_mobile, row.score, row.found_by), ("Open", 1, 50, "Entry"))
		second.birth_date = "1990-01-02"
		second.save()
		self.assertEqual(pairs.name_of(first.name, second.name), pair)

	def test_CUS_13_deleting_a_customer_forgets_its_pairs(self):
		first, second = (factories.make_customer(mobile=self.phone) for _number in range(2))
		pair = pairs.name_of(first.name, second.name)
		frappe.delete_doc("Bank Customer", second.name)
		self.assertFalse(frappe.db.exists(PAIR, pair))

	def test_CUS_13_the_search_finds_pairs_over_all_customers(self):
		one, two = person(mobile=self.phone), person(mobile=self.phone)
		name = "".join(chr(0x4E00 + int(digit, 16) * 77) for digit in frappe.generate_hash(length=6))
		third, fourth = (person(customer_name=name, birth_date="1931-05-06") for _number in range(2))
		archived = person(mobile=self.phone, status="Archived")
		found = self.search()
		self.assertLessEqual({ordered(one, two), ordered(third, fourth)}, found)
		self.assertFalse([pair for pair in found if archived in pair])

	def test_CUS_13_what_many_share_says_nothing(self):
		few, many = factories.mobile_number(), factories.mobile_number()
		sharing = {
			number: [person(mobile=number) for _ in range(size)]
			for number, size in ((few, MOST_IN_GROUP), (many, MOST_IN_GROUP + 1))
		}
		paired = {name for pair in by_fingerprint() for name in pair}
		self.assertLessEqual(set(sharing[few]), paired)
		self.assertFalse(set(sharing[many]) & paired)

	def test_CUS_13_a_decision_is_remembered_and_can_be_taken_back(self):
		one, two = (person(mobile=self.phone, manager=self.manager) for _number in range(2))
		pairs.store(judge([ordered(one, two)]), DuplicateOrigin.NIGHTLY_JOB)
		pair = pairs.name_of(one, two)
		with self.set_user(self.manager):
			with self.assertRaises(frappe.ValidationError):
				api.dismiss(pair, " ")
			with self.assertRaises(frappe.ValidationError):
				api.dismiss(pair, "长" * 2000)
			api.dismiss(pair, "夫妻共用一个手机号")
		pairs.store(judge([ordered(one, two)]), DuplicateOrigin.NIGHTLY_JOB)
		row = frappe.get_doc(PAIR, pair)
		self.assertEqual(
			(row.status, row.reason, row.decided_by), ("Not a Duplicate", "夫妻共用一个手机号", self.manager)
		)
		self.assertEqual(entry.find({"mobile": self.phone, "customer_type": "Person"}, one), [])
		with self.set_user(self.manager):
			api.reopen(pair)
		self.assertEqual([found.name for found in entry.find({"mobile": self.phone}, one)], [two])

	def test_CUS_13_open_pairs_that_are_gone_leave_the_list(self):
		one, two = (factories.make_customer(mobile=self.phone) for _number in range(2))
		pair = pairs.name_of(one.name, two.name)
		pairs.drop_stale(frappe.utils.add_to_date(None, days=-1, as_datetime=True))
		self.assertTrue(frappe.db.exists(PAIR, pair))
		pairs.drop_stale(frappe.utils.add_to_date(None, days=1, as_datetime=True))
		self.assertFalse(frappe.db.exists(PAIR, pair))

	def test_SEC_20_a_pair_is_seen_by_who_sees_both(self):
		mine = factories.make_customer(mobile=self.phone, manager=self.manager)
		also_mine = factories.make_customer(mobile=self.phone, manager=self.manager)
		foreign = factories.make_customer(mobile=self.phone)
		visible = pairs.name_of(mine.name, also_mine.name)
		hidden = pairs.name_of(mine.name, foreign.name)
		with self.set_user(self.manager):
			self.assertEqual({str(name) for name in frappe.get_list(PAIR, pluck="name")}, {str(visible)})
			self.assertTrue(frappe.has_permission(PAIR, "read", doc=visible))
			self.assertFalse(frappe.has_permission(PAIR, "read", doc=hidden))
			with self.assertRaises(frappe.PermissionError):
				api.dismiss(hidden, "not mine")
			with self.assertRaises(frappe.PermissionError):
				api.compare(mine.name, foreign.name)

	def test_CUS_13_hostile_text_finds_nobody_and_breaks_nothing(self):
		for text in ("<b>x</b>", "=1+1", "' or 1=1 --", "😀" * 60, "\u202eمرحبا", "长" * 10_000, "%", "\x00"):
			self.assertEqual(
				self.found(customer_name=text, birth_date="1931-07-08", mobile=text, email=text), []
			)
