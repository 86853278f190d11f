"""Customers merged while a run is at work: nothing it brings stays with the one that was merged away (CUS-13)."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import frappe

from bank_crm.analytics.sync import applying, engine
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, TRANSACTION_HEAD, SyncTestCase
from bank_crm.compliance.sealing import find
from bank_crm.customer.duplicates.merge import CUSTOMER, MERGE, merge
from bank_crm.customer.duplicates.undo import undo
from bank_crm.domain.enums import SealKind
from bank_crm.tests import factories

ACCOUNT, BOOKING, RECORD = "Bank Customer Account", "Bank Customer Transaction", "Bank Source Record"


class TestSyncMerges(SyncTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.system = self.new_system()
		self.persons = self.source("Customer", self.system)
		self.mail = f"{factories.unique()}@bank.example".lower()
		self.rows = [
			(key, factories.unique("Wang "), factories.citizen_number(), factories.mobile_number(), "", "")
			for key in ("1", "2")
		]
		self.bring("a.csv", *self.rows)
		self.away, self.kept = self.person("1"), self.person("2")
		self.merges: list[str] = []

	def _forget(self) -> None:
		frappe.db.rollback()
		frappe.db.delete("Bank Customer Merge Entry", {"merge": ("in", [*self.merges, "-"])})
		frappe.db.delete(MERGE, {"name": ("in", [*self.merges, "-"])})
		names = [self.away, self.kept]
		frappe.db.delete("Comment", {"reference_doctype": CUSTOMER, "reference_name": ("in", names)})
		super()._forget()

	def bring(self, name: str, *rows: tuple) -> frappe._dict:
		self.put(self.persons, name, CUSTOMER_HEAD, rows)
		return self.run_sync(self.persons)

	def person(self, key: str) -> str:
		values = {"source_system": self.system, "entity": "Customer", "external_id": key}
		return frappe.db.get_value(RECORD, values, "ref_name")

	def merge(self, *, commit: bool = True) -> None:
		frappe.set_user("Administrator")
		self.merges.append(merge(self.kept, self.away).name)
		if commit:
			checkpoint()

	def before(self, module: object, function: str, act: Callable[[], None]) -> object:
		"""Do something once just before the function of a run is called."""
		real, left = getattr(module, function), [act]

		def acts_first(*given: object, **named: object) -> object:
			if left:
				left.pop()()
			return real(*given, **named)

		return patch.object(module, function, acts_first)

	def value(self, name: str, field: str) -> object:
		return frappe.db.get_value(CUSTOMER, name, field)

	def changed(self, mail: str) -> tuple:
		return (*self.rows[0][:4], mail, "Baker")

	def assert_kept(self) -> None:
		self.assertEqual((self.person("1"), self.person("2")), (self.kept, self.kept))
		self.assertEqual((self.value(self.kept, "occupation")), "Baker")
		self.assertEqual(find(SealKind.EMAIL, self.mail, CUSTOMER, "email"), [self.kept])
		gone = frappe.db.get_value(CUSTOMER, self.away, ["status", "merged_into"])
		self.assertEqual(gone, ("Archived", self.kept))

	def test_CUS_13_a_customer_merged_before_its_row_is_applied(self):
		with self.before(engine, "apply_part", self.merge):
			self.assertRun(self.bring("b.csv", self.changed(self.mail)), "Completed", changed=1)
		self.assert_kept()
		# from now on its rows are the kept one's by themselves
		self.assertRun(self.bring("c.csv", (*self.changed(self.mail)[:5], "Miller")), "Completed", changed=1)
		self.assertEqual(self.person("1"), self.kept)

	def test_CUS_13_a_customer_merged_while_its_row_is_written(self):
		"""The run says last which customer a row became, and would have said the merged one again."""
		real = applying.source_records

		class Late:
			"""The statement, with a merge just before it."""

			def __init__(self, query: Any) -> None:
				self.query = query

			def run(query) -> None:
				self.merge(commit=False)
				query.query.run()

		with patch.object(applying, "source_records", lambda *given: Late(real(*given))):
			self.assertRun(self.bring("b.csv", self.changed(self.mail)), "Completed", changed=1)
		self.assert_kept()

	def test_CUS_13_accounts_and_bookings_follow_and_go_back_when_it_is_undone(self):
		accounts, bookings = self.source("Account", self.system), self.source("Transaction", self.system)
		self.put(accounts, "a.csv", ("id", "owner", "number"), [("A1", "1", "622200001111"), ("A2", "2", "")])
		with self.before(engine, "apply_part", self.merge):
			self.assertRun(self.run_sync(accounts), "Completed", new=2)
		self.assertEqual(self.owners(ACCOUNT), {"A1": self.kept, "A2": self.kept})
		held = [self.value(name, "product_count") for name in (self.kept, self.away)]
		self.assertEqual(held, [1, 0], "both accounts are of one kind")
		undo(self.merges[0], "错误合并")
		self.assertEqual(self.owners(ACCOUNT), {"A1": self.away, "A2": self.kept})
		checkpoint()
		self.put(bookings, "a.csv", TRANSACTION_HEAD, [self.booking("T1", "A1"), self.booking("T2", "A2")])
		with self.before(engine, "apply_part", self.merge):
			self.assertRun(self.run_sync(bookings), "Completed", new=2)
		self.assertEqual(self.owners(BOOKING), {"T1": self.kept, "T2": self.kept})

	def test_CUS_13_what_an_earlier_run_left_behind_is_found_by_the_next(self):
		"""A merge that saw the table as it was before the run's rows were committed."""
		accounts = self.source("Account", self.system)
		self.merge()
		row = factories.make_account(self.away, source_system=self.system, external_id="A9").name
		checkpoint()
		self.put(accounts, "a.csv", ("id", "owner", "number"), [("A1", "2", "")])
		self.run_sync(accounts)
		self.assertEqual(frappe.db.get_value(ACCOUNT, row, "customer"), self.kept)

	def booking(self, key: str, account: str) -> tuple:
		return (key, account, "2026-01-05 10:00:00", "Deposit", "10", "", "")

	def owners(self, doctype: str) -> dict[str, str]:
		rows = frappe.get_all(doctype, {"source_system": self.system}, ["external_id", "customer"])
		return {row.external_id: row.customer for row in rows}
