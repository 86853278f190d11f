"""`./crm benchmark sync`: rows per second of the sync engine beside Frappe's own Data Import, on the same rows.

All measured in one process on one site, in this order: customers, accounts, a small and then a large file of
transactions through the engine; then a sample of the same customers and transactions through Data Import. What it
wrote is deleted at the end. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import click
import frappe

from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.sources import ROOTS_KEY
from bank_crm.benchmarks import sync_cleanup, sync_data, sync_import
from bank_crm.benchmarks.figures import Figure, at_least, at_most, report
from bank_crm.domain.sync_types import SyncMode, SyncTrigger

SYSTEM = "benchmark"
TARGET_RATIO = 100
TARGET_SECONDS = 60
# the interpreter's own arenas and the database driver's buffers; the rows themselves must not add up
TARGET_GROWTH_MIB = 64
_MILLION = 1_000_000


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark sync", description=__doc__)
	parser.add_argument("--rows", type=int, default=_MILLION, help="transactions in the large file")
	parser.add_argument("--small", type=int, default=200_000, help="transactions in the small file")
	parser.add_argument("--customers", type=int, default=100_000)
	parser.add_argument("--sample", type=int, default=500, help="rows for Data Import")
	parser.add_argument("--seed", type=int, default=7)
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	with tempfile.TemporaryDirectory(prefix="bank-crm-benchmark-") as name:
		folder = Path(name)
		# for this process only; the site's configuration is not touched
		frappe.conf[ROOTS_KEY] = [*_roots(), name]
		sync_cleanup.clean_up(SYSTEM)
		try:
			figures = _measure(folder, options)
		finally:
			sync_cleanup.clean_up(SYSTEM)
	return report(
		"sync",
		figures,
		"Data Import",
		rows=options.rows,
		customers=options.customers,
		sample=options.sample,
	)


def _measure(folder: Path, options: argparse.Namespace) -> list[Figure]:
	sources = sync_data.make_sources(folder, SYSTEM)
	sync_data.write_customers(folder, options.customers, options.seed)
	sync_data.write_accounts(folder, options.customers)
	customer_seconds = _sync(sources.customers, options.customers)
	_sync(sources.accounts, options.customers)

	sync_data.write_transactions(folder, "small", 0, options.small, options.customers, options.seed)
	_sync(sources.transactions, options.small)
	before = _peak_mib()
	sync_data.write_transactions(
		folder, "large", options.small, options.rows, options.customers, options.seed
	)
	seconds = _sync(sources.transactions, options.rows)
	growth = _peak_mib() - before

	imported_customers = sync_import.customers_per_second(folder, options.sample, SYSTEM)
	imported_transactions = sync_import.transactions_per_second(folder, options.sample, SYSTEM)
	return [
		at_least("customers", options.customers / customer_seconds, "rows/s", imported_customers),
		at_least(
			"transactions", options.rows / seconds, "rows/s", imported_transactions, target=TARGET_RATIO
		),
		# the target is for a million rows; a smaller run is held to its share
		at_most(f"{options.rows:,} transactions", seconds, "s", TARGET_SECONDS * options.rows / _MILLION),
		at_most(f"memory from {options.small:,} to {options.rows:,} rows", growth, "MiB", TARGET_GROWTH_MIB),
	]


def _sync(source: str, rows: int) -> float:
	"""Seconds for one run of a source; it must take exactly `rows` new rows."""
	started = time.perf_counter()
	run_name = sync_source(source, SyncMode.INCREMENTAL, SyncTrigger.COMMAND)
	seconds = time.perf_counter() - started
	done = frappe.db.get_value("Bank Sync Run", run_name, ["state", "rows_new", "error"], as_dict=True)
	if done.rows_new != rows:
		raise RuntimeError(f"{source}: {done.rows_new} of {rows} rows are new, {done.state}: {done.error}")
	click.echo(f"{source}: {rows:,} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows/s", err=True)
	return seconds


def _peak_mib() -> float:
	"""This process's largest memory so far; Linux counts it in KiB."""
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _roots() -> list[str]:
	configured = frappe.conf.get(ROOTS_KEY) or []
	return [configured] if isinstance(configured, str) else list(configured)
