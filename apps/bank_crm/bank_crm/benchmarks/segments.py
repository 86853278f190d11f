"""`./crm benchmark segments`: how long the preview of an audience takes, beside `frappe.get_list` calls.

A snapshot of the site is published into a folder of its own; every audience is previewed a few times on it once the
files are warm, then computed by lists, and compared with a question written by hand. Nothing stays behind: the tag
of scenario 2 is made within a transaction that is rolled back.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence

import click
import frappe
from frappe.utils import now, today

from bank_crm.analytics.engine import columnar, engines, publish, snapshot
from bank_crm.benchmarks import segments_by_lists
from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.benchmarks.segments_audiences import AUDIENCES, TAG, Audience
from bank_crm.customer.segments.compile import insert_select, members
from bank_crm.customer.segments.preview import preview

USER = "Administrator"
TARGET_MS = 500
TARGET_RATIO = 20
_MS = 1_000


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark segments", description=__doc__)
	parser.add_argument("--times", type=int, default=7, help="warm previews of each audience (%(default)s)")
	parser.add_argument("--no-lists", action="store_true", help="leave out the comparison with lists")
	options = parser.parse_args(list(argv))
	frappe.set_user(USER)
	before = frappe.conf.get(snapshot.CONFIG_KEY)
	with tempfile.TemporaryDirectory(prefix="bank-crm-benchmark-") as folder:
		# for this process only; the site's own snapshot is not touched
		frappe.conf[snapshot.CONFIG_KEY] = {**(before or {}), "folder": folder}
		try:
			_tag_borrowers()
			return _measure(options)
		finally:
			columnar.close_all()
			frappe.conf[snapshot.CONFIG_KEY] = before
			frappe.db.rollback()


def _tag_borrowers() -> None:
	tag = frappe.get_doc({"doctype": "Bank Customer Tag", "tag_name": TAG, "category": "Product"})
	tag.insert()
	loans = {"field": "category", "operator": "=", "value": "Loan"}
	root = {"fact": "holding", "measure": "exists", "where": [loans], "operator": "=", "value": True}
	constants = {"tag": tag.name, "source": "Batch", "assigned_by": USER, "assigned_at": now()}
	count = insert_select({"version": 1, "root": root}, "Bank Tag Assignment", constants)
	click.echo(f"{count:,} customers with a loan are tagged", err=True)


def _measure(options: argparse.Namespace) -> int:
	begun = time.perf_counter()
	published = publish.publish()
	seconds = time.perf_counter() - begun
	rows = {doctype: part.rows for doctype, part in published.parts.items()}
	click.echo(f"a snapshot of {sum(rows.values()):,} rows in {seconds:.1f} s", err=True)
	figures: list[Figure] = []
	everything: list[float] = []
	for audience in AUDIENCES:
		preview(audience.conditions, USER, "snapshot")  # opens the files
		taken = [_preview_ms(audience) for _ in range(options.times)]
		everything += taken
		of_audience = _figures(audience, taken, lists=not options.no_lists)
		# with lists an audience takes minutes at a million customers: each tells its figures when it has them
		for figure in of_audience:
			click.echo(f"{figure.name}: {figure.value} {figure.unit}, by lists {figure.baseline}", err=True)
		figures += of_audience
	p50, p95 = statistics.median(everything), _percentile(everything, 95)
	figures.append(Figure("preview of all audiences, p50", round(p50, 1), "ms"))
	figures.append(at_most("preview of all audiences, p95", p95, "ms", TARGET_MS))
	figures.append(Figure("publishing a snapshot", round(seconds, 1), "s"))
	return report(
		"segments", figures, "by get_list", customers=rows["Bank Customer"], rows=sum(rows.values())
	)


def _figures(audience: Audience, taken: list[float], *, lists: bool) -> list[Figure]:
	found = {row[0] for row in engines.choose(None, "snapshot").rows(members(audience.conditions))}
	_compare(audience, "SQL by hand", found, _by_hand(audience))
	p50, p95 = statistics.median(taken), _percentile(taken, 95)
	name = f"{audience.name} ({len(found):,})"
	figures = [at_most(f"{name}, p95", p95, "ms", TARGET_MS)]
	if not lists:
		return [Figure(f"{name}, p50", round(p50, 1), "ms"), *figures]
	begun = time.perf_counter()
	by_lists = segments_by_lists.members(audience.root)
	baseline = (time.perf_counter() - begun) * _MS
	_compare(audience, "get_list", found, by_lists)
	ratio = baseline / p50
	median = Figure(
		f"{name}, p50",
		round(p50, 1),
		"ms",
		round(baseline, 1),
		round(ratio, 1),
		TARGET_RATIO,
		ratio >= TARGET_RATIO,
	)
	return [median, *figures]


def _preview_ms(audience: Audience) -> float:
	begun = time.perf_counter()
	preview(audience.conditions, USER, "snapshot")
	return (time.perf_counter() - begun) * _MS


def _percentile(values: list[float], percent: int) -> float:
	"""The smallest value that at least `percent` of them do not exceed."""
	return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def _by_hand(audience: Audience) -> set[str]:
	return {row[0] for row in columnar.ask(snapshot.current(), audience.sql.replace("{day}", today()))}


def _compare(audience: Audience, other: str, found: set[str], expected: set[str]) -> None:
	if found != expected:
		raise RuntimeError(
			f"{audience.name}: {len(found - expected):,} customers too many and {len(expected - found):,} too few"
			f" beside {other}"
		)
