"""Runs of the sync engine on a site: INT-01…03, CUS-08, CUS-23, scenario 11."""

import os
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import frappe

from bank_crm.analytics.sync import jobs, runs
from bank_crm.analytics.sync.bulk import StageLoader
from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.lanes import Lane
from bank_crm.analytics.sync.locks import SourceBusy, lock_name
from bank_crm.analytics.sync.staging import PREFIX
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, TRANSACTION_HEAD, SyncTestCase, rest

TXN = "Bank Customer Transaction"
DAY = "2026-03-01"


def booking(
	number: int, account: str = "A1", amount: str = "10.00", balance: str = "10.00", **changed: str
) -> tuple:
	row = {"posted": f"{DAY} 10:00:{number % 60:02d}", "kind": "Deposit", "other": "", **changed}
	return (f"T{number}", account, row["posted"], row["kind"], amount, balance, row["other"])


class TestSyncRuns(SyncTestCase):
	def setUp(self) -> None:
		super().setUp()
		self.system = self.new_system()

	def test_INT_01_new_changed_unchanged_and_refused_rows(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		self.put(source, "a.csv", TRANSACTION_HEAD, [booking(1), booking(2, amount="20"), booking(3)])
		self.assertRun(self.run_sync(source), "Completed", new=3)
		first = self.stored()

		self.assertRun(self.run_sync(source), "Completed")
		self.assertRun(self.run_sync(source, full=True), "Completed", unchanged=3)
		self.assertEqual(self.stored(), first)

		self.put(source, "b.csv", TRANSACTION_HEAD, [booking(1), booking(2, amount="21.50"), booking(4)])
		self.assertRun(self.run_sync(source), "Completed", new=1, changed=1, unchanged=1)
		after = {row.external_id: row for row in self.stored()}
		self.assertEqual(after["T2"].amount, 21.5)
		self.assertEqual(after["T1"], first[0])
		self.assertEqual(after["T2"].name, first[1].name)

	def test_INT_03_each_bad_row_is_refused_with_file_line_column_and_reason(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		path = Path(source.folder_path) / "mixed.csv"
		good = [",".join(booking(number)) for number in (1, 2)]
		broken = [
			",".join(booking(3, account="A99")),
			",".join(booking(4, posted="2026-02-30")),
			",".join(booking(5, amount="1O.00")),
			",".join(booking(1)),
			"T6,A1",
			",".join(booking(7, kind="Gift")),
			",".join(booking(8, other="6222#1234567890")),
			'T9,"A1,2026-03-01,Deposit,1,1,',
		]
		lines = [",".join(TRANSACTION_HEAD), good[0], *broken, good[1]]
		text = "\n".join(lines).encode() + b"\nT10,A1,2026-03-01,Deposit,1,1,\xff\xfe\n"
		path.write_bytes(text)
		rest(path)
		run = self.run_sync(source)
		self.assertRun(run, "Completed with Refusals", new=2, refused=9)
		self.assertEqual(
			self.refusals(run),
			[
				("mixed.csv", 3, "account", "Unknown Reference"),
				("mixed.csv", 4, "posted", "Invalid Date"),
				("mixed.csv", 5, "amount", "Invalid Number"),
				("mixed.csv", 6, "id", "Duplicate Key"),
				("mixed.csv", 7, "", "Wrong Column Count"),
				("mixed.csv", 8, "kind", "Invalid Value"),
				("mixed.csv", 9, "other", "Invalid Value"),
				("mixed.csv", 10, "", "Unreadable Record"),
				("mixed.csv", 12, "other", "Wrong Encoding"),
			],
		)
		self.assertEqual([row.external_id for row in self.stored()], ["T1", "T2"])
		shown = frappe.get_all("Bank Sync Refusal", filters={"run": run.name}, pluck="value_shown")
		self.assertNotIn("1234567890", "".join(value or "" for value in shown))

	def test_INT_03_a_half_written_file_fails_the_run_and_is_tried_again(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		path = self.put(source, "a.csv", TRANSACTION_HEAD, [booking(1), booking(2)])
		whole = path.read_bytes()
		path.write_bytes(whole[: whole.rindex(b",Deposit")])
		rest(path)
		run = self.run_sync(source)
		self.assertEqual(run.state, "Failed")
		self.assertIn("a.csv: the last record is cut off (3 of 7 columns)", run.error)
		self.assertEqual(self.stored(), [])
		known = frappe.db.get_value(
			"Bank Data Source", source.name, ["last_state", "last_error"], as_dict=True
		)
		self.assertEqual((known.last_state, known.last_error), ("Failed", run.error))

		path.write_bytes(whole)
		rest(path)
		self.assertRun(self.run_sync(source), "Completed", new=2)

	def test_INT_03_a_missing_folder_file_or_column_says_so(self):
		source = self.source("Product", self.system)
		self.assertIn("No file *.csv in", self.run_sync(source).error)
		self.put(source, "a.csv", ("id", "title"), [("P1", "One")])
		self.assertIn("a.csv: column name is missing; there are id, title", self.run_sync(source).error)
		Path(source.folder_path, "a.csv").unlink()
		os.rmdir(source.folder_path)
		self.assertIn("There is no folder", self.run_sync(source).error)

	def test_scenario_11_a_counter_deposit_appears_and_a_full_sync_repairs_a_missed_row(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		self.put(source, "a.csv", TRANSACTION_HEAD, [booking(n, balance=f"{n}0.00") for n in (1, 2, 3)])
		self.run_sync(source)
		account = frappe.db.get_value(
			"Bank Customer Account",
			{"source_system": self.system, "external_id": "A1"},
			["balance", "customer"],
			as_dict=True,
		)
		self.assertEqual(account.balance, 30)
		customer = frappe.db.get_value(
			"Bank Customer", account.customer, ["total_aum", "last_txn_at"], as_dict=True
		)
		self.assertEqual((customer.total_aum, customer.last_txn_at), (30, datetime(2026, 3, 1, 10, 0, 3)))

		frappe.db.delete(TXN, {"source_system": self.system, "external_id": "T2"})
		runs.checkpoint()
		self.assertRun(self.run_sync(source), "Completed")
		self.assertEqual(len(self.stored()), 2)
		self.assertRun(self.run_sync(source, full=True), "Completed", new=1, unchanged=2)
		self.assertEqual([row.external_id for row in self.stored()], ["T1", "T3", "T2"])

	def test_CUS_08_a_late_old_transaction_does_not_move_the_balance(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		self.put(source, "a.csv", TRANSACTION_HEAD, [booking(1, balance="100")])
		self.run_sync(source)
		self.put(source, "b.csv", TRANSACTION_HEAD, [booking(2, balance="7", posted="2026-02-01 09:00:00")])
		self.run_sync(source)
		filters = {"source_system": self.system, "external_id": "A1"}
		self.assertEqual(frappe.db.get_value("Bank Customer Account", filters, "balance"), 100)

	def test_CUS_08_the_last_of_one_moment_and_the_last_with_a_balance_counts(self):
		"""Wherever the rows lie in the file; a row without a balance moves the customer's last step alone."""
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		late, later = f"{DAY} 11:00:00", f"{DAY} 12:00:00"
		rows = [
			booking(1, "A1", balance="11", posted=late),
			booking(2, "A2", balance="21", posted=late),
			booking(3, "A3", balance="", posted=late),
			booking(4, "A1", balance="12", posted=late),
			booking(5, "A2", balance="22", posted=f"{DAY} 10:59:59"),
			booking(6, "A1", balance="13", posted=late),
			booking(7, "A2", balance="", posted=later),
		]
		self.put(source, "a.csv", TRANSACTION_HEAD, rows)
		self.assertRun(self.run_sync(source), "Completed", new=7)
		accounts = frappe.get_all(
			"Bank Customer Account",
			filters={"source_system": self.system},
			fields=["external_id", "balance", "customer"],
			order_by="external_id asc",
		)
		self.assertEqual(
			[(row.external_id, row.balance) for row in accounts], [("A1", 13), ("A2", 21), ("A3", 0)]
		)
		self.assertEqual(
			[str(frappe.db.get_value("Bank Customer", row.customer, "last_txn_at")) for row in accounts],
			[late, later, late],
		)

	def test_INT_01_the_same_source_never_runs_twice_at_once(self):
		source = self.source("Product", self.system)
		self.put(source, "a.csv", ("id", "name"), [(self.system, "One")])
		held = _other_connection()
		with held.cursor() as cursor:
			cursor.execute("select get_lock(%s, 0)", (lock_name(source.name),))
			self.assertEqual(cursor.fetchone()[0], 1)
		try:
			with self.assertRaises(SourceBusy):
				sync_source(source.name)
			self.assertEqual(frappe.db.count("Bank Sync Run", {"data_source": source.name}), 0)
		finally:
			held.close()
		self.assertRun(self.run_sync(source), "Completed", new=1)

	def test_INT_01_due_sources_are_queued_once_for_each_system_and_run_in_order(self):
		late = self.source("Product", self.system, priority=20)
		early = self.source("Product", self.system, priority=10)
		off = self.source("Product", self.system, enabled=0)
		for source in (late, early, off):
			self.put(source, "a.csv", ("id", "name"), [(f"{self.system}-{source.priority}", "One")])
		runs.checkpoint()
		with patch("frappe.enqueue") as enqueue:
			jobs.enqueue_due_sources()
		queued = [
			call.kwargs for call in enqueue.call_args_list if call.kwargs["source_system"] == self.system
		]
		self.assertEqual(len(queued), 1)
		self.assertTrue(queued[0]["deduplicate"])
		self.assertEqual(queued[0]["queue"], "long")

		jobs.run_due_sources(self.system)
		done = frappe.get_all(
			"Bank Sync Run",
			filters={"data_source": ("in", [late.name, early.name, off.name])},
			fields=["data_source", "state"],
			order_by="name asc",
		)
		self.assertEqual(
			[(row.data_source, row.state) for row in done],
			[(early.name, "Completed"), (late.name, "Completed")],
		)
		minutes = frappe.db.get_value("Bank Data Source", early.name, ["next_run_at", "last_run_at"])
		self.assertEqual(round((minutes[0] - minutes[1]).total_seconds() / 60), 15)
		with patch("frappe.enqueue") as enqueue:
			jobs.enqueue_due_sources()
		self.assertFalse(
			[1 for call in enqueue.call_args_list if call.kwargs["source_system"] == self.system]
		)

	def test_INT_04_branches_of_three_levels_come_in_one_file(self):
		source = self.source("Branch", self.system)
		code = self.system
		rows = [
			(f"{code}-3", "Outlet", "Outlet", f"{code}-2"),
			(f"{code}-1", "Head", "Head Office", ""),
			(f"{code}-2", "Branch", "Branch", f"{code}-1"),
			(f"{code}-4", "Lost", "Branch", f"{code}-9"),
		]
		self.put(source, "a.csv", ("id", "name", "level", "parent"), rows)
		run = self.run_sync(source)
		self.assertRun(run, "Completed with Refusals", new=3, refused=1)
		self.assertEqual(self.refusals(run), [("a.csv", 5, "parent", "Unknown Reference")])
		spans = {
			row.name[-1]: (row.lft, row.rgt)
			for row in frappe.get_all(
				"Bank Branch", filters={"name": ("like", f"{code}-%")}, fields=["name", "lft", "rgt"]
			)
		}
		self.assertTrue(
			spans["1"][0] < spans["2"][0] < spans["3"][0] < spans["3"][1] < spans["2"][1] < spans["1"][1]
		)

	def test_INT_07_a_custom_field_is_filled_without_code(self):
		field = frappe.get_doc(
			{
				"doctype": "Custom Field",
				"dt": "Bank Product",
				"fieldname": "sync_test_rating",
				"fieldtype": "Int",
				"label": "Rating",
			}
		)
		field.insert()
		self.addCleanup(runs.checkpoint)
		self.addCleanup(frappe.delete_doc, "Custom Field", field.name)
		source = self.source("Product", self.system)
		source.append("mapping", {"target_field": "sync_test_rating", "source_columns": "stars"})
		source.save()
		self.put(
			source,
			"a.csv",
			("id", "name", "stars"),
			[(self.system, "One", "4"), (f"{self.system}b", "Two", "x")],
		)
		self.assertRun(self.run_sync(source), "Completed with Refusals", new=1, refused=1)
		self.assertEqual(frappe.db.get_value("Bank Product", self.system, "sync_test_rating"), 4)

	def test_INT_01_without_local_infile_rows_go_in_by_insert(self):
		self.bank(self.system)
		source = self.source("Transaction", self.system)
		rows = [booking(n, other="6222 0000 1111 2222", amount=f"{n}.5") for n in range(1, 40)]
		self.put(source, "a.csv", TRANSACTION_HEAD, rows)
		with patch.object(Lane, "_ask", return_value=0):
			self.assertRun(self.run_sync(source), "Completed", new=39)
		slow = [(row.external_id, row.amount, row.counterparty_account) for row in self.stored()]
		frappe.db.delete(TXN, {"source_system": self.system})
		runs.checkpoint()
		self.assertRun(self.run_sync(source, full=True), "Completed", new=39)
		self.assertEqual(
			[(row.external_id, row.amount, row.counterparty_account) for row in self.stored()], slow
		)

	def test_text_with_separators_and_backslashes_arrives_as_it_was(self):
		source = self.source("Product", self.system)
		name = "a,b\\c\"d'e %s 张三 🙂"
		self.put(source, "a.csv", ("id", "name"), [(self.system, name)])
		self.assertRun(self.run_sync(source), "Completed", new=1)
		self.assertEqual(frappe.db.get_value("Bank Product", self.system, "product_name"), name)

	def test_SEC_11_no_raw_number_is_left_behind(self):
		source = self.source("Customer", self.system)
		self.put(
			source,
			"a.csv",
			CUSTOMER_HEAD,
			[
				("K1", "Wang", "320102199003077715", "13912345678", "wang@bank.example", "Baker"),
				("K2", "Li", "bad#id", "13987654321", "", ""),
			],
		)
		staged = []
		whole = StageLoader.add

		def watch(loader, cells):
			staged.append(repr([list(column) for column in cells]))
			return whole(loader, cells)

		with patch.object(StageLoader, "add", watch):
			run = self.run_sync(source)
		self.assertRun(run, "Completed with Refusals", new=1, refused=1)
		row = frappe.db.get_value("Bank Customer", {"source_system": self.system}, "*", as_dict=True)
		kept = repr(
			[row, frappe.get_all("Bank Sync Refusal", filters={"run": run.name}, fields=["*"]), staged]
		)
		for raw in ("320102199003077715", "13912345678", "wang@bank.example", "13987654321"):
			self.assertNotIn(raw, kept)
		self.assertEqual(row.mobile, "139****5678")

	def test_no_staging_table_is_left(self):
		source = self.source("Product", self.system)
		self.put(source, "a.csv", ("id", "name"), [(self.system, "One")])
		self.run_sync(source)
		self.assertEqual([name for name in frappe.db.get_tables(cached=False) if name.startswith(PREFIX)], [])

	def stored(self) -> list[frappe._dict]:
		fields = [
			"name",
			"external_id",
			"amount",
			"balance_after",
			"modified",
			"counterparty_account",
			"customer",
			"account",
		]
		return frappe.get_all(TXN, filters={"source_system": self.system}, fields=fields, order_by="name asc")


def _other_connection():
	import pymysql
	from frappe.database.mariadb.database import MariaDBConnectionUtil

	settings = MariaDBConnectionUtil.get_connection_settings(frappe.db)
	settings.pop("conv", None)
	return pymysql.connect(**settings)
