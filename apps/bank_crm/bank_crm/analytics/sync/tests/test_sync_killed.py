"""A run that is killed with -9 at any stage goes on and ends the same: issue text of the sync engine, OPS-07."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from decimal import Decimal

import frappe

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.staging import PREFIX
from bank_crm.analytics.sync.tests.factories import CUSTOMER_HEAD, TRANSACTION_HEAD, SyncTestCase
from bank_crm.benchmarks.sync_cleanup import clean_up

TXN = "Bank Customer Transaction"
ROWS = 1500

# Runs one source in a process of its own, in small chunks, and stops dead where it is told to; the parent kills it.
CHILD = """
import sys, time
import frappe
site, source, place, folder = sys.argv[1:]
frappe.init(site, sites_path=".")
frappe.connect()
frappe.conf["bank_crm_source_folders"] = [folder]
from bank_crm.analytics.sync import applying, bulk, context, engine, loading, rollups

context.ROWS_PER_CHUNK = 200
loading.ROWS_PER_BATCH = 200
bulk.ROWS_PER_FILE = 400

def stop_in(module, name, call, before):
	function, calls = getattr(module, name), [0]
	def watched(*given, **named):
		calls[0] += 1
		if calls[0] == call and before:
			here()
		result = function(*given, **named)
		if calls[0] == call and not before:
			here()
		return result
	setattr(module, name, watched)

def here():
	print("here", flush=True)
	time.sleep(300)

{
	"loading": lambda: stop_in(loading, "_stage_cells", 5, True),
	"resolving": lambda: stop_in(engine, "resolve_part", 1, False),
	"between stages": lambda: stop_in(engine, "apply_part", 1, True),
	"applying": lambda: stop_in(applying, "mark_applied", 4, False),
	"rolling up": lambda: stop_in(rollups, "refresh_customers", 1, False),
	"applied": lambda: stop_in(engine, "roll_up", 1, True),
}[place]()
engine.sync_source(source)
print("ended", flush=True)
"""


class TestSyncKilled(SyncTestCase):
	def test_INT_01_transactions_killed_at_every_stage_end_the_same(self):
		wanted = self.outcome(self.run_both_files, None)
		for place in ("loading", "resolving", "between stages", "applying", "applied", "rolling up"):
			with self.subTest(place=place):
				self.assertEqual(self.outcome(self.run_both_files, place), wanted)

	def test_CUS_13_customers_killed_at_every_stage_end_the_same(self):
		wanted = self.outcome(self.run_persons, None)
		for place in ("loading", "resolving", "applying", "rolling up"):
			with self.subTest(place=place):
				self.assertEqual(self.outcome(self.run_persons, place), wanted)

	def outcome(self, run: Callable[[str, str | None], tuple], place: str | None) -> tuple:
		"""What a run has left; it is removed, since the same persons in another system would be linked to it."""
		system = self.new_system()
		try:
			return run(system, place)
		finally:
			clean_up(system)

	def run_both_files(self, system: str, place: str | None) -> tuple:
		"""A first file, then one with new, changed, unchanged and bad rows that is killed at `place` and run again."""
		self.bank(system, accounts=20)
		source = self.source("Transaction", system)
		self.put(source, "a.csv", TRANSACTION_HEAD, [self.booking(n) for n in range(1, ROWS + 1)])
		self.assertRun(self.run_sync(source), "Completed", new=ROWS)
		rows = [self.booking(n, "999.5" if n % 3 == 0 else None) for n in range(ROWS // 2, 2 * ROWS)]
		rows += [self.booking(10**6 + n, account="A0") for n in range(40)] + [
			self.booking(5000 + n, "x") for n in range(7)
		]
		self.put(source, "b.csv", TRANSACTION_HEAD, rows)
		if place:
			self.kill(source.name, place)
		run = self.run_sync(source)
		changed = len([n for n in range(ROWS // 2, ROWS + 1) if n % 3 == 0])
		self.assertRun(
			run,
			"Completed with Refusals",
			new=ROWS - 1,
			changed=changed,
			unchanged=ROWS + 1 - ROWS // 2 - changed,
			refused=47,
		)
		self.assertEqual(run.resumed, 1 if place else 0)
		self.assertEqual(len(self.refusals(run)), 47)
		self.assertRun(self.run_sync(source, full=True), "Completed with Refusals", **self.again(system))
		return self.state(system)

	def again(self, system: str) -> dict[str, int]:
		"""A full sync reads the old file first: its rows go back to what it says, then on again."""
		changed = len([n for n in range(ROWS // 2, ROWS + 1) if n % 3 == 0])
		read = ROWS + 2 * ROWS - ROWS // 2
		return {"changed": 2 * changed, "unchanged": read - 2 * changed, "refused": 47}

	def run_persons(self, system: str, place: str | None) -> tuple:
		"""Persons, some of them twice, from a file that is killed at `place` and run again."""
		source = self.source("Customer", system)
		rows = [
			(f"K{n}", f"Person {n % 700}", "", f"1370000{n % 700:04d}", f"p{n}@bank.example", "")
			for n in range(900)
		]
		self.put(source, "a.csv", CUSTOMER_HEAD, [*rows, ("K1", "Again", "", "", "", "")])
		if place:
			self.kill(source.name, place)
		run = self.run_sync(source)
		self.assertRun(run, "Completed with Refusals", new=900, refused=1)
		self.assertEqual(frappe.db.count("Bank Customer", {"source_system": system}), 700)
		links = frappe.get_all(
			"Bank Source Record",
			filters={"source_system": system},
			fields=["external_id", "ref_name", "matched_by"],
			order_by="external_id asc",
		)
		people = {
			row.name: (row.external_id, row.customer_name, row.mobile, row.email)
			for row in frappe.get_all(
				"Bank Customer",
				filters={"source_system": system},
				fields=["name", "external_id", "customer_name", "mobile", "email"],
			)
		}
		sealed = frappe.db.count(
			"Bank Sealed Value", {"ref_doctype": "Bank Customer", "ref_name": ("in", list(people))}
		)
		return sealed, [(row.external_id, row.matched_by, people[row.ref_name]) for row in links]

	def kill(self, source: str, place: str) -> None:
		"""Start the run in another process and kill it with -9 where it is told to stop."""
		checkpoint()
		child = subprocess.Popen(
			[
				sys.executable,
				"-c",
				textwrap.dedent(CHILD),
				frappe.local.site,
				source,
				place,
				str(self.folder),
			],
			stdout=subprocess.PIPE,
			stderr=subprocess.PIPE,
			text=True,
			cwd=os.getcwd(),
		)
		line = child.stdout.readline().strip()
		os.kill(child.pid, signal.SIGKILL)
		_out, error = child.communicate()
		self.assertEqual(line, "here", error)
		self.assertEqual(child.returncode, -signal.SIGKILL)
		frappe.db.rollback()
		self.assertEqual(
			frappe.db.get_value("Bank Sync Run", {"data_source": source}, "state", order_by="name desc"),
			"Running",
		)

	def booking(self, number: int, amount: str | None = None, account: str | None = None) -> tuple:
		posted = f"2026-03-{1 + number % 28:02d} 10:00:00"
		account = account or f"A{1 + number % 20}"
		return (
			f"T{number}",
			account,
			posted,
			"Deposit",
			amount or f"{number}.25",
			number,
			f"6222{number:08d}",
		)

	def state(self, system: str) -> tuple:
		"""All that the runs have left, without what differs from run to run: names and times."""
		mine = {"source_system": system}
		bookings = frappe.get_all(TXN, filters=mine, fields=["*"], order_by="external_id asc")
		names = {str(row.name) for row in bookings}
		sealed = frappe.get_all(
			"Bank Sealed Value",
			filters={"ref_doctype": TXN, "ref_name": ("in", list(names))},
			pluck="ref_name",
		)
		self.assertEqual(sorted(sealed), sorted(names))
		accounts = frappe.get_all(
			"Bank Customer Account",
			filters=mine,
			fields=["external_id", "balance", "balance_as_of"],
			order_by="external_id asc",
		)
		customers = frappe.get_all(
			"Bank Customer",
			filters=mine,
			fields=["external_id", "total_aum", "last_txn_at", "product_count"],
			order_by="external_id asc",
		)
		left = [name for name in frappe.db.get_tables(cached=False) if name.startswith(PREFIX)]
		return (
			[
				(row.external_id, Decimal(str(row.amount)), row.counterparty_account, row.posted_at)
				for row in bookings
			],
			[tuple(row.values()) for row in accounts],
			[tuple(row.values()) for row in customers],
			left,
		)
