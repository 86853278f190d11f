"""The next sync finds the customer that was kept, by key, by ID number and by phone with name: CUS-13."""

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, SyncTestCase
from bank_crm.compliance import vault
from bank_crm.customer.duplicates.merge import merge
from bank_crm.customer.duplicates.undo import undo
from bank_crm.tests import factories

CUSTOMER = "Bank Customer"


class TestSyncAfterMerge(SyncTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.core, self.cards = self.new_system(), self.new_system()
		self.id_no, self.phone = factories.citizen_number(), factories.mobile_number()
		self.name = factories.unique("Wang ")
		self.kept = factories.make_customer(customer_name=factories.unique("Wei "), city="杭州").name
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", "Baker"))
		self.merged = self.customer_of(self.core, "1")
		self.addCleanup(self.remove)

	def remove(self) -> None:
		frappe.db.rollback()
		merges = frappe.get_all("Bank Customer Merge", {"merged_customer": self.merged}, pluck="name")
		frappe.db.delete("Bank Customer Merge Entry", {"merge": ("in", merges)})
		frappe.db.delete("Bank Customer Merge", {"name": ("in", merges)})
		frappe.db.delete("Comment", {"reference_name": ("in", (self.kept, self.merged))})
		for name in (*merges, self.kept, self.merged):
			frappe.db.delete(vault.DOCTYPE, {"ref_name": name})
		frappe.db.delete("Bank Duplicate Pair", {"customer": ("in", (self.kept, self.merged))})
		frappe.db.delete(CUSTOMER, {"name": ("in", (self.kept, self.merged))})
		checkpoint()

	def bring(self, system: str, *rows: tuple, name: str = "a.csv") -> None:
		existing = frappe.db.get_value("Bank Data Source", {"source_system": system})
		source = frappe.get_doc("Bank Data Source", existing) if existing else self.source("Customer", system)
		self.put(source, name, CUSTOMER_HEAD, rows)
		self.assertEqual(self.run_sync(source).state, "Completed")

	def customer_of(self, system: str, key: str) -> str:
		return frappe.db.get_value(
			"Bank Source Record", {"source_system": system, "external_id": key}, "ref_name"
		)

	def test_CUS_13_the_next_sync_finds_the_kept_customer_in_every_way(self):
		doc = merge(self.kept, self.merged, {"mobile": "kept"})
		checkpoint()
		self.assertEqual(self.customer_of(self.core, "1"), self.kept)
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", "Miller"), name="b.csv")
		occupations = {
			name: frappe.db.get_value(CUSTOMER, name, "occupation") for name in (self.kept, self.merged)
		}
		self.assertEqual(
			occupations, {self.kept: "Miller", self.merged: "Baker"}, "the core goes on owning the file"
		)
		self.bring(
			self.cards,
			("C1", "Another Name", self.id_no, "", "", ""),
			("C2", self.name, "", self.phone, "", ""),
		)
		self.assertEqual([self.customer_of(self.cards, key) for key in ("C1", "C2")], [self.kept, self.kept])

		done = undo(doc.name, "错误合并")
		checkpoint()
		self.assertEqual(self.customer_of(self.core, "1"), self.merged)
		self.assertIn("occupation", done.edited)
		self.bring(self.core, ("1", self.name, self.id_no, self.phone, "", "Judge"), name="c.csv")
		self.assertEqual(frappe.db.get_value(CUSTOMER, self.merged, "occupation"), "Judge")
		self.assertEqual(frappe.db.get_value(CUSTOMER, self.kept, "source_system"), None)
