"""How fast the generated bank is made and loaded: `./crm benchmark generator [CUSTOMERS]`.

The bank stays on the site, since the other benchmarks measure on it; a second run tells what the loading took then.
Beside it the same rows as documents, one `insert` each, on a sample that is rolled back.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence

import click
import frappe
from frappe.model import default_fields

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.benchmarks.figures import Figure, at_least, at_most, report
from bank_crm.demo import load, state

DEFAULT_SIZE = 1_000_000
TARGET_SECONDS = 15 * 60
SAMPLE = 300


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark generator", description=__doc__)
	parser.add_argument("customers", nargs="?", type=int, default=DEFAULT_SIZE, help="%(default)s")
	parser.add_argument("--processes", type=int, default=load.PROCESSES, help="%(default)s")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	begun = time.monotonic()
	rows = load.run(options.customers, processes=options.processes)
	# what a newer version adds to a bank that is there says nothing about loading a whole one
	if rows and state.read_loading() is None:
		state.keep_loading(time.monotonic() - begun, rows, _peak_mib())
		checkpoint()  # the bank stays, and so do its figures
	loading = state.read_loading()
	if loading is None:
		click.echo("This bank was loaded without being measured.", err=True)
		return 1
	for doctype, count in sorted(loading.rows.items()):
		click.echo(f"{doctype:<30} {count:>12,}")
	return report(
		"generator",
		_figures(loading, options.customers),
		"by documents",
		customers=options.customers,
		loaded_at=loading.at,
	)


def _figures(loading: state.Loading, customers: int) -> list[Figure]:
	total = sum(loading.rows.values())
	return [
		at_least("rows", total / loading.seconds, "rows/s", _documents_per_second()),
		# the target is for a million customers; a smaller bank is held to its share
		at_most(f"{customers:,} customers", loading.seconds, "s", TARGET_SECONDS * customers / DEFAULT_SIZE),
		at_most("memory of the largest worker", loading.peak_mib, "MiB", 1024),
	]


def _documents_per_second() -> float:
	"""A sample of the bank's own transactions, inserted once more as documents and rolled back."""
	doctype = "Bank Customer Transaction"
	drop = {*default_fields, "external_id", "row_hash", "counterparty_account"} - {"doctype"}
	names = frappe.get_all(doctype, order_by="name asc", limit=SAMPLE, pluck="name")
	copies = []
	for name in names:
		values = frappe.get_doc(doctype, name).as_dict()
		copies.append({key: value for key, value in values.items() if key not in drop})
	begun = time.monotonic()
	for number, values in enumerate(copies):
		frappe.get_doc({**values, "external_id": f"benchmark-{number}"}).insert()
	seconds = time.monotonic() - begun
	frappe.db.rollback()
	return len(copies) / seconds


def _peak_mib() -> int:
	"""The largest worker's memory; Linux counts it in KiB."""
	own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
	return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
