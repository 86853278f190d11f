"""A real bank through the connectors, compared with an independent reading of its files: INT-01, CUS-05, CUS-06."""

import unittest

import frappe
from frappe.query_builder.functions import Count, Sum

from bank_crm.analytics.importers.berka import import_bank, run
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.sources import ROOTS_KEY
from bank_crm.analytics.sync.tests.berka_files import DATA, BerkaFiles
from bank_crm.benchmarks.sync_cleanup import clean_up
from bank_crm.tests import SAVE_POINT, BankCRMTestCase

SYSTEM = "berka"
COUNTS = {
	"Bank Product": 7,
	"Bank Branch": 78,
	"Bank Customer": 5369,
	"Bank Account Holder": 5369,
	"Bank Standing Order": 6471,
	"Bank Customer Transaction": 49102,
}


@unittest.skipUnless(DATA.is_dir(), f"the real bank's data is not at {DATA}")
class TestBerka(BankCRMTestCase):
	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		if frappe.db.exists("Bank Data Source", {"source_system": SYSTEM}):
			raise unittest.SkipTest("the real bank has been imported into this site to stay")
		cls.addClassCleanup(cls.forget, frappe.conf.get(ROOTS_KEY))
		cls.first = import_bank(DATA)
		cls.files = BerkaFiles(DATA)

	@staticmethod
	def forget(roots: list[str] | None) -> None:
		from frappe.installer import update_site_config

		clean_up(SYSTEM)
		update_site_config(ROOTS_KEY, roots if roots is not None else "None", validate=False)
		frappe.conf[ROOTS_KEY] = roots
		checkpoint()

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(frappe.db.savepoint, SAVE_POINT)

	def test_INT_01_every_row_came_in(self):
		self.assertEqual({row.state for row in self.first}, {"Completed"}, self.first)
		self.check_counts()
		loans = self.count("Bank Customer Account", category="Loan")
		cards = self.count("Bank Customer Account", category="Credit Card")
		self.assertEqual((loans, cards), (682, 892))
		self.assertEqual(self.count("Bank Customer Account", category="Savings"), 4500)

	def test_CUS_06_sums_by_type_equal_the_files(self):
		self.assertEqual(self.sums(), self.files.sums_by_type())

	def test_CUS_08_last_balance_of_every_account_equals_the_files(self):
		self.assertEqual(self.balances(), self.files.last_balances())

	def test_CUS_05_accounts_loans_and_cards_belong_to_their_owners(self):
		self.assertEqual(self.owners(), self.files.owners())
		self.assertEqual(self.figures("Loan", "principal"), self.files.loans())
		holders = frappe.qb.DocType("Bank Account Holder")
		record = frappe.qb.DocType("Bank Source Record")
		roles = dict(
			frappe.qb.from_(holders)
			.join(record)
			.on((record.ref_name == holders.name) & (record.source_system == SYSTEM))
			.select(holders.holder_role, Count("*"))
			.groupby(holders.holder_role)
			.run()
		)
		self.assertEqual(roles, {"Owner": 4500, "Disponent": 869})

	def test_CUS_13_identities_come_from_the_client_file(self):
		customers = frappe.get_all(
			"Bank Customer",
			filters={"source_system": SYSTEM},
			fields=["external_id", "customer_name", "gender", "birth_date", "branch"],
		)
		found = {
			row.external_id: (row.customer_name, row.gender, str(row.birth_date), row.branch)
			for row in customers
		}
		self.assertEqual(found, self.files.clients())

	def test_INT_01_a_second_import_changes_nothing(self):
		def state() -> dict:
			doctypes = (
				"Bank Customer",
				"Bank Customer Account",
				"Bank Standing Order",
				"Bank Customer Transaction",
			)
			return {
				doctype: frappe.get_all(
					doctype,
					filters={"source_system": SYSTEM},
					fields=["name", "modified"],
					order_by="name asc",
				)
				for doctype in doctypes
			}

		before = state()
		again = import_bank(DATA)
		self.assertEqual({(row.state, row.rows_read) for row in again}, {("Completed", 0)})
		self.assertEqual(run([str(DATA), "--full"]), 0)
		runs = frappe.get_all(
			"Bank Sync Run",
			filters={"mode": "Full", "data_source": ("in", [row.data_source for row in self.first])},
			fields=["rows_read", "rows_unchanged", "rows_new", "rows_changed", "rows_refused"],
		)
		self.assertEqual(sum(row.rows_read for row in runs), sum(row.rows_read for row in self.first))
		for row in runs:
			self.assertEqual((row.rows_new, row.rows_changed, row.rows_refused), (0, 0, 0))
			self.assertEqual(row.rows_unchanged, row.rows_read)
		after = state()
		# the newest customers' figures may be computed again; rows of the source stay as they were
		for doctype in before:
			self.assertEqual(after[doctype], before[doctype], doctype)
		self.check_counts()
		self.assertEqual(self.sums(), self.files.sums_by_type())
		self.assertEqual(self.balances(), self.files.last_balances())

	def check_counts(self) -> None:
		for doctype, count in COUNTS.items():
			entity = {
				"Bank Product": "Product",
				"Bank Branch": "Branch",
				"Bank Account Holder": "Account Holder",
			}.get(doctype)
			filters = {"source_system": SYSTEM}
			if entity:
				self.assertEqual(
					frappe.db.count("Bank Source Record", {**filters, "entity": entity}), count, doctype
				)
			else:
				self.assertEqual(frappe.db.count(doctype, filters), count, doctype)

	def count(self, doctype: str, **filters: str) -> int:
		return frappe.db.count(doctype, {"source_system": SYSTEM, **filters})

	def sums(self) -> dict[tuple[str, str], tuple[int, float]]:
		"""(type, direction) → (rows, amount)."""
		table = frappe.qb.DocType("Bank Customer Transaction")
		rows = (
			frappe.qb.from_(table)
			.select(table.txn_type, table.direction, Count("*"), Sum(table.amount))
			.where(table.source_system == SYSTEM)
			.groupby(table.txn_type, table.direction)
			.run()
		)
		return {
			(kind, direction): (count, round(float(amount), 2)) for kind, direction, count, amount in rows
		}

	def balances(self) -> dict[str, float]:
		rows = frappe.get_all(
			"Bank Customer Account",
			filters={"source_system": SYSTEM, "category": "Savings", "balance_as_of": ("is", "set")},
			fields=["external_id", "balance"],
		)
		return {row.external_id[1:]: round(row.balance, 2) for row in rows}

	def figures(self, category: str, field: str) -> dict[str, float]:
		rows = frappe.get_all(
			"Bank Customer Account",
			filters={"source_system": SYSTEM, "category": category},
			fields=["external_id", field],
		)
		return {row.external_id[1:]: round(row[field], 2) for row in rows}

	def owners(self) -> dict[str, str]:
		"""Our accounts, loans and cards by their key → the client's key."""
		customers = dict(
			frappe.get_all(
				"Bank Customer",
				filters={"source_system": SYSTEM},
				fields=["name", "external_id"],
				as_list=True,
			)
		)
		rows = frappe.get_all(
			"Bank Customer Account", filters={"source_system": SYSTEM}, fields=["external_id", "customer"]
		)
		return {row.external_id: customers[row.customer] for row in rows}
