"""`./crm benchmark sales`: 200,000 opportunities – the pipeline report, My Day, the forecast, a snapshot of the bank.

Makes opportunities of its own for the customers that are there and deletes them at the end; after a benchmark that was
killed the next one goes on with its rows. Reports are whole requests of the Desk, session and JSON included, as the
administrator, as the branch manager with most customers and as a relationship manager. The last line is JSON.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import click
import frappe

from bank_crm.benchmarks import sales_rows
from bank_crm.benchmarks.browser import Browser, Form, report_of
from bank_crm.benchmarks.figures import Figure, at_most, p95_of, report
from bank_crm.benchmarks.scope import branch_manager, relationship_manager
from bank_crm.sales.forecast import snapshots
from bank_crm.sales.opportunities import pipelines

TARGET_REPORT_MS, TARGET_SNAPSHOT_S, TARGET_DAY_MS = 300.0, 10.0, 200.0
#: The requests the page 【我的一天】 is made of.
MY_DAY = ("bank_crm.api.my_day.my_day", "bank_crm.api.my_day.around")
REPORTS = {
	"pipeline report": ("Bank Pipeline by Stage", {}),
	"pipeline report by salesperson": ("Bank Pipeline by Stage", {"by": "salesperson"}),
	"forecast by month": ("Bank Sales Forecast", {"by": "month"}),
}
#: The one the requirement names; the others are told beside it.
JUDGED = frozenset({"pipeline report", "pipeline report by salesperson"})


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark sales", description=__doc__)
	parser.add_argument("--opportunities", type=int, default=200_000, help="%(default)s")
	parser.add_argument("--times", type=int, default=20, help="requests of each kind (%(default)s)")
	parser.add_argument("--keep", action="store_true", help="leave the opportunities for the next time")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	snapshot = None
	try:
		started = time.perf_counter()
		there = sales_rows.fill(options.opportunities)
		seconds = time.perf_counter() - started
		click.echo(f"{options.opportunities:,} opportunities ({there:,} were there) after {seconds:.0f} s")
		figures = _reports(options.times)
		started = time.perf_counter()
		snapshot = snapshots.take("benchmark")
		taken = time.perf_counter() - started
		figures.append(
			at_most(
				f"snapshot of the whole bank, {snapshot.line_count:,} lines", taken, "s", TARGET_SNAPSHOT_S
			)
		)
	finally:
		frappe.db.rollback()  # the snapshot was never committed
		frappe.set_user("Administrator")
		if not options.keep:
			sales_rows.clear()
	return report("sales", figures, "as administrator", opportunities=options.opportunities)


def _reports(times: int) -> list[Figure]:
	manager, _own = relationship_manager()
	head, _below = branch_manager()
	pipeline = pipelines.of_product_line(None)
	figures: list[Figure] = []
	with Browser("Administrator") as everything, Browser(head) as branch, Browser(manager) as own:
		for name, (title, filters) in REPORTS.items():
			form = report_of(title, {**filters, "pipeline": pipeline})
			whole = _p95(everything, form, times)
			for who, browser in (("administrator", everything), ("branch manager", branch), ("manager", own)):
				taken = whole if browser is everything else _p95(browser, form, times)
				if name in JUDGED:
					figures.append(at_most(f"{name} as {who}, p95", taken, "ms", TARGET_REPORT_MS, whole))
				else:
					figures.append(Figure(f"{name} as {who}, p95", round(taken, 1), "ms"))
		figures += _my_day(own, branch, times)
	return figures


def _my_day(own: Browser, branch: Browser, times: int) -> list[Figure]:
	"""The requests of the page, one after the other: a manager's own day, a branch manager's own; beside them the team's."""
	figures = []
	for who, browser, team in (("manager", own, "0"), ("branch manager", branch, "0"), ("team", branch, "1")):
		taken = sum(_p95(browser, {"cmd": method, "team": team}, times) for method in MY_DAY)
		name = f"my_day as {who}, {len(MY_DAY)} requests, p95"
		figures.append(
			Figure(name, round(taken, 1), "ms") if team == "1" else at_most(name, taken, "ms", TARGET_DAY_MS)
		)
	return figures


def _p95(browser: Browser, form: Form, times: int) -> float:
	"""Milliseconds that 95 of 100 requests stay below; the first ones fill caches."""
	for _turn in range(3):
		browser.get(form)
	return p95_of([browser.get(form) for _turn in range(times)])
