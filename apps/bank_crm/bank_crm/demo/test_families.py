"""The generated bank's relations and households on a site."""

from __future__ import annotations

from collections import defaultdict

import frappe

from bank_crm.customer.relationships import queries
from bank_crm.demo.test_load import HAS_EXTRA, PASSWORD, DemoTestCase

if HAS_EXTRA:
	from bank_crm.demo import families, load, state

SIZE = 400


class TestFamilies(DemoTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.rows = load.run(SIZE, password=PASSWORD, beside_others=True)
		cls.plan, cls.naming = state.read_plan()
		cls.customers = [f"BC{cls.naming.customer + n:08d}" for n in range(1, SIZE + 1)]

	def test_rows_are_in_the_tables(self) -> None:
		own = {"customer": ("in", self.customers)}
		for doctype in (queries.RELATIONSHIP, queries.MEMBER):
			self.assertGreater(self.rows[doctype], SIZE / 10)
			self.assertEqual(frappe.db.count(doctype, own), self.rows[doctype])

	def test_CUS_03_sums_are_those_of_the_members(self) -> None:
		households = self._households()
		self.assertEqual(len(households), self.rows[queries.HOUSEHOLD])
		holdings = self._products()
		for household, stored in households.items():
			members = {member.customer for member in queries.current_members(household)}
			figures = frappe.get_all(
				"Bank Customer",
				filters={"name": ("in", members)},
				fields=["total_aum", "total_liability", "household"],
			)
			self.assertEqual({row.household for row in figures}, {household})
			self.assertAlmostEqual(sum(row.total_aum for row in figures), stored.total_aum, 2)
			self.assertAlmostEqual(sum(row.total_liability for row in figures), stored.total_liability, 2)
			self.assertEqual(stored.member_count, len(members))
			self.assertIn(stored.head, members)
			self.assertEqual(len(set().union(*(holdings[name] for name in members))), stored.product_count)

	def test_a_bank_of_an_earlier_version_gets_them_afterwards(self) -> None:
		before = self._relations()
		for doctype in (queries.RELATIONSHIP, queries.MEMBER, queries.HOUSEHOLD):
			frappe.db.delete(doctype)
		frappe.db.delete("DefaultValue", {"parent": state.STAMPS_PARENT, "defkey": ("like", "kin-%")})
		rows = load.run(SIZE, password=PASSWORD)
		self.assertEqual(rows[queries.RELATIONSHIP], len(before))
		self.assertEqual(self._relations(), before)
		self.assertEqual(load.run(SIZE, password=PASSWORD), {})
		self.assertEqual(families.missing_chunks(self.plan), [])

	def _households(self) -> dict[str, frappe._dict]:
		fields = ["name", "head", "total_aum", "total_liability", "product_count", "member_count"]
		rows = frappe.get_all(
			queries.HOUSEHOLD, filters={"head": ("in", self.customers)}, fields=fields, limit=0
		)
		return {row.name: row for row in rows}

	def _products(self) -> dict[str, set[str]]:
		rows = frappe.get_all(
			"Bank Customer Account",
			filters={"customer": ("in", self.customers), "status": ("!=", "Closed")},
			fields=["customer", "product", "category"],
			limit=0,
		)
		found: dict[str, set[str]] = defaultdict(set)
		for row in rows:
			found[row.customer].add(row.product or row.category)
		return found

	def _relations(self) -> list[tuple[str, ...]]:
		return sorted(
			frappe.get_all(
				queries.RELATIONSHIP,
				filters={"customer": ("in", self.customers)},
				fields=["customer", "other_customer", "role"],
				as_list=True,
				limit=0,
			)
		)
