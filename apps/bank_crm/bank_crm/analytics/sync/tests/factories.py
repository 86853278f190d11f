"""Sources and files for the tests of the sync engine, and a test case that removes what a run committed."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import frappe
from frappe.model.document import Document

from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.sources import ROOTS_KEY
from bank_crm.benchmarks.sync_cleanup import clean_up
from bank_crm.domain.sync_types import SyncMode, SyncTrigger
from bank_crm.tests import SAVE_POINT, BankCRMTestCase, factories

MAPPINGS = {
	"Product": [
		{"target_field": "external_id", "source_columns": "id"},
		{"target_field": "product_code", "source_columns": "id"},
		{"target_field": "product_name", "source_columns": "name"},
		{"target_field": "category", "default_value": "Savings"},
	],
	"Branch": [
		{"target_field": "external_id", "source_columns": "id"},
		{"target_field": "branch_code", "source_columns": "id"},
		{"target_field": "branch_name", "source_columns": "name"},
		{"target_field": "branch_level", "source_columns": "level"},
		{"target_field": "parent_bank_branch", "source_columns": "parent"},
	],
	"Customer": [
		{"target_field": "external_id", "source_columns": "id"},
		{"target_field": "customer_name", "source_columns": "name"},
		{"target_field": "id_number", "source_columns": "id_no"},
		{"target_field": "mobile", "source_columns": "phone"},
		{"target_field": "email", "source_columns": "mail"},
		{"target_field": "occupation", "source_columns": "job"},
		{"target_field": "core_asset_type", "default_value": "Savings"},
	],
	"Account": [
		{"target_field": "external_id", "source_columns": "id"},
		{"target_field": "customer", "source_columns": "owner"},
		{"target_field": "category", "default_value": "Savings"},
		{"target_field": "account_no", "source_columns": "number"},
	],
	"Transaction": [
		{"target_field": "external_id", "source_columns": "id"},
		{"target_field": "account", "source_columns": "account"},
		{"target_field": "posted_at", "source_columns": "posted"},
		{"target_field": "txn_type", "source_columns": "kind"},
		{
			"target_field": "direction",
			"source_columns": "kind",
			"value_map": '{"Deposit": "Credit", "*": "Debit"}',
		},
		{"target_field": "amount", "source_columns": "amount"},
		{"target_field": "balance_after", "source_columns": "balance"},
		{"target_field": "counterparty_account", "source_columns": "other"},
	],
}
TRANSACTION_HEAD = ("id", "account", "posted", "kind", "amount", "balance", "other")
CUSTOMER_HEAD = ("id", "name", "id_no", "phone", "mail", "job")


def make_source(entity: str, **values: object) -> Document:
	"""A data source of a system and folder of its own, unless they are given."""
	values = {
		"source_name": factories.unique("Source "),
		"source_system": factories.unique("S"),
		"entity": entity,
		"connector": "Folder",
		"folder_path": "/nowhere",
		"file_pattern": "*.csv",
		"mapping": [dict(row) for row in MAPPINGS.get(entity, [])],
		**values,
	}
	return frappe.get_doc({"doctype": "Bank Data Source", **values}).insert()


def write_csv(path: Path, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Path:
	"""A complete file, last written to a while ago."""
	with path.open("w", encoding="utf-8", newline="") as file:
		writer = csv.writer(file, lineterminator="\n")
		writer.writerow(head)
		writer.writerows(rows)
	rest(path)
	return path


def rest(path: Path) -> None:
	"""Let a file look as if nobody had touched it for an hour; every call gives it another time."""
	moment = time.time() - 3600 + time.monotonic() % 600
	os.utime(path, (moment, moment))


class SyncTestCase(BankCRMTestCase):
	"""Runs commit. What they leave is deleted by its source system, so the site ends as it began."""

	def setUp(self) -> None:
		super().setUp()
		folder = tempfile.TemporaryDirectory(prefix="bank-sync-test-")
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name)
		self.systems: list[str] = []
		before = frappe.conf.get(ROOTS_KEY)
		frappe.conf[ROOTS_KEY] = [str(self.folder)]
		self.addCleanup(frappe.conf.__setitem__, ROOTS_KEY, before)
		self.addCleanup(self._forget)

	def _forget(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.rollback()
		for system in self.systems:
			clean_up(system)
		# the commits have ended the transaction that the base class goes back in
		frappe.db.savepoint(SAVE_POINT)

	def new_system(self) -> str:
		self.systems.append(factories.unique("S"))
		return self.systems[-1]

	def source(self, entity: str, system: str, **values: object) -> Document:
		folder = self.folder / frappe.scrub(f"{system} {entity}")
		folder.mkdir(exist_ok=True)
		return make_source(entity, source_system=system, **{"folder_path": str(folder), **values})

	def put(self, source: Document, name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> Path:
		return write_csv(Path(source.folder_path) / name, head, rows)

	def run_sync(self, source: Document, full: bool = False) -> frappe._dict:
		"""Run and return the run's figures."""
		mode = SyncMode.FULL if full else SyncMode.INCREMENTAL
		run = sync_source(source.name, mode, SyncTrigger.USER, wait_seconds=30)
		return frappe.db.get_value("Bank Sync Run", run, "*", as_dict=True)

	def assertRun(self, run: frappe._dict, state: str, **counts: int) -> None:
		"""State and counts; what isn't named must be zero."""
		wanted = {name: counts.get(name, 0) for name in ("new", "changed", "unchanged", "refused")}
		found = {name: run[f"rows_{name}"] for name in wanted}
		self.assertEqual((run.state, found), (state, wanted), run.error)
		self.assertEqual(run.rows_read, sum(wanted.values()))

	def refusals(self, run: frappe._dict) -> list[tuple]:
		"""(file, line, column, reason) of the refused rows, in the order of the file."""
		rows = frappe.get_all(
			"Bank Sync Refusal",
			filters={"run": run.name},
			fields=["file_name", "line_no", "column_name", "reason"],
			order_by="line_no asc",
		)
		return [(row.file_name, row.line_no, row.column_name or "", row.reason) for row in rows]

	def bank(self, system: str, accounts: int = 3) -> None:
		"""Customers K1… with accounts A1… to book on."""
		customers = self.source("Customer", system)
		rows = [(f"K{n}", f"Holder {n}", "", f"1390000{n:04d}", "", "") for n in range(1, accounts + 1)]
		self.put(customers, "customers.csv", CUSTOMER_HEAD, rows)
		self.assertRun(self.run_sync(customers), "Completed", new=accounts)
		owned = self.source("Account", system)
		self.put(
			owned,
			"accounts.csv",
			("id", "owner", "number"),
			[(f"A{n}", f"K{n}", f"62220000{n:04d}") for n in range(1, accounts + 1)],
		)
		self.assertRun(self.run_sync(owned), "Completed", new=accounts)
