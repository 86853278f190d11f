"""The same person from two systems ends as one profile: CUS-13."""

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, SyncTestCase
from bank_crm.benchmarks.sync_cleanup import clean_up
from bank_crm.compliance.sealing import find
from bank_crm.domain.enums import SealKind
from bank_crm.tests import factories

PERSON = "Bank Customer"


class TestSyncPersons(SyncTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.core, self.cards = self.new_system(), self.new_system()
		self.id_no, self.phone = factories.citizen_number(), factories.mobile_number()
		self.name = factories.unique("Wang ")

	def bring(self, system: str, *rows: tuple, name: str = "a.csv") -> frappe._dict:
		existing = frappe.db.get_value("Bank Data Source", {"source_system": system})
		source = frappe.get_doc("Bank Data Source", existing) if existing else self.source("Customer", system)
		self.put(source, name, CUSTOMER_HEAD, rows)
		return self.run_sync(source)

	def links(self, system: str) -> dict[str, tuple[str, str]]:
		"""External id → (customer, how it was matched)."""
		rows = frappe.get_all(
			"Bank Source Record",
			filters={"source_system": system, "entity": "Customer"},
			fields=["external_id", "ref_name", "matched_by"],
		)
		return {row.external_id: (row.ref_name, row.matched_by) for row in rows}

	def customer(self, name: str) -> frappe._dict:
		return frappe.db.get_value(PERSON, name, "*", as_dict=True)

	def test_CUS_13_by_id_number_whatever_the_name_says(self):
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", ""))
		run = self.bring(self.cards, ("C7", "WANG W.", self.id_no.lower(), "", "w@bank.example", "Baker"))
		self.assertRun(run, "Completed", new=1)
		name, _how = self.links(self.core)["1"]
		self.assertEqual(self.links(self.cards), {"C7": (name, "ID Number")})
		merged = self.customer(name)
		self.assertEqual(
			(merged.customer_name, merged.occupation, merged.email), (self.name, "Baker", "w***@bank.example")
		)
		self.assertEqual((merged.source_system, merged.external_id), (self.core, "1"))
		self.assertEqual(find(SealKind.EMAIL, "w@bank.example", PERSON, "email"), [name])

	def test_CUS_13_who_was_brought_by_a_file_before_is_known_by_the_sources_own_number(self):
		known = factories.make_customer(
			customer_name="Zhang", source_system=self.core, external_id="K1", occupation="Baker"
		)
		other = factories.make_customer(customer_name="Li", source_system=self.cards, external_id="K1")
		run = self.bring(self.core, ("K1", self.name, "", "", "", "Miller"), ("K2", "Li", "", "", "", ""))
		self.assertRun(run, "Completed", new=1, changed=1)
		self.assertEqual(self.links(self.core)["K1"], (known.name, "Source's Number"))
		row = self.customer(known.name)
		self.assertEqual((row.customer_name, row.occupation), (self.name, "Miller"))
		self.assertEqual(self.customer(other.name).customer_name, "Li")
		self.assertRun(
			self.bring(self.core, ("K1", self.name, "", "", "", "Cook"), name="b.csv"), "Completed", changed=1
		)

	def test_CUS_13_by_phone_and_name(self):
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", ""))
		run = self.bring(
			self.cards,
			("C1", self.name, "", f"+86 {self.phone}", "", ""),
			("C2", "Somebody Else", "", self.phone, "", ""),
		)
		self.assertRun(run, "Completed", new=2)
		links = self.links(self.cards)
		self.assertEqual(links["C1"], (self.links(self.core)["1"][0], "Phone and Name"))
		self.assertEqual(links["C2"][1], "New")

	def test_CUS_13_two_id_numbers_are_two_persons(self):
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", ""))
		self.bring(self.cards, ("C1", self.name, factories.citizen_number(), self.phone, "", ""))
		self.assertEqual(self.links(self.cards)["C1"][1], "New")

	def test_CUS_13_the_same_person_twice_in_one_file(self):
		other = factories.mobile_number()
		run = self.bring(
			self.core,
			("1", self.name, "", self.phone, "", ""),
			("2", self.name, self.id_no, self.phone, "", "Baker"),
			("3", "Wang", self.id_no, other, "w@bank.example", "Miller"),
			("4", self.name, factories.citizen_number(), self.phone, "", ""),
		)
		self.assertRun(run, "Completed", new=4)
		links = self.links(self.core)
		self.assertEqual(len({links[key][0] for key in ("1", "2", "3")}), 1)
		self.assertEqual([links[key][1] for key in "123"], ["New", "Phone and Name", "ID Number"])
		merged = self.customer(links["1"][0])
		self.assertEqual((merged.occupation, merged.customer_name), ("Baker", self.name))
		self.assertEqual(find(SealKind.ID_NUMBER, self.id_no, PERSON, "id_number"), [merged.name])
		self.assertEqual(
			frappe.db.count(PERSON, {"source_system": self.core}), len({link[0] for link in links.values()})
		)

	def test_CUS_13_the_first_source_owns_the_identity_others_fill_blanks(self):
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", ""))
		self.bring(self.cards, ("C1", "Cards Name", self.id_no, "", "", "Baker"))
		name = self.links(self.core)["1"][0]
		run = self.bring(self.cards, ("C1", "Another Name", self.id_no, "", "", "Miller"), name="b.csv")
		self.assertRun(run, "Completed", changed=1)
		self.assertEqual(self.customer(name).customer_name, self.name)
		self.assertEqual(self.customer(name).occupation, "Baker")

		new_phone = factories.mobile_number()
		run = self.bring(self.core, ("1", "New Name", self.id_no, new_phone, "", "Clerk"), name="b.csv")
		self.assertRun(run, "Completed", changed=1)
		owned = self.customer(name)
		self.assertEqual((owned.customer_name, owned.occupation), ("New Name", "Clerk"))
		self.assertEqual(find(SealKind.MOBILE, new_phone, PERSON, "mobile"), [name])
		self.assertEqual(find(SealKind.MOBILE, self.phone, PERSON, "mobile"), [])

		run = self.bring(self.core, ("1", "New Name", self.id_no, "", "", ""), name="c.csv")
		self.assertRun(run, "Completed", changed=1)
		kept = self.customer(name)
		self.assertEqual((kept.occupation, kept.mobile), ("Clerk", owned.mobile))

	def test_CUS_13_a_customer_made_by_hand_is_found(self):
		typed = factories.make_customer(id_type="ID Card", id_number=self.id_no)
		self.addCleanup(checkpoint)
		self.addCleanup(frappe.delete_doc, PERSON, typed.name)
		self.addCleanup(clean_up, self.core)  # a customer with a source is not deleted
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", "Baker"))
		self.assertEqual(self.links(self.core)["1"], (typed.name, "ID Number"))
		self.assertEqual(self.customer(typed.name).customer_name, typed.customer_name)
		self.assertEqual(self.customer(typed.name).occupation, "Baker")
