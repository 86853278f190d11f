"""`./crm benchmark journeys`: how many customers a second one worker lets in and takes on.

A journey of its own with a message, a condition over segments, a split, a task and a wait, for as many customers as
asked for; messages stay in the queue, nothing leaves. Everything is deleted at the end. The last line is JSON.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import click
import frappe

from bank_crm.benchmarks import journeys_rows as rows
from bank_crm.benchmarks.figures import Figure, report
from bank_crm.marketing.journeys import advancing, entering

TARGET_RATE = 500.0


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark journeys", description=__doc__)
	parser.add_argument("--runs", type=int, default=20_000, help="customers under way (%(default)s)")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	rows.clear()
	try:
		journey = rows.make(options.runs)
		figures = [_entered(journey, options.runs), *_advanced(journey, options.runs)]
	finally:
		frappe.db.rollback()
		rows.clear()
	return report("journeys", figures, "", runs=options.runs)


def _entered(journey: str, runs: int) -> Figure:
	begun = time.perf_counter()
	entered = entering.enter(journey)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - as the job does
	seconds = time.perf_counter() - begun
	if entered != runs:
		raise click.ClickException(f"{entered:,} of {runs:,} customers entered")
	return Figure("customers let in", round(entered / seconds), "a second")


def _advanced(journey: str, runs: int) -> list[Figure]:
	"""The way to the wait – message, condition, split, task – and from it to the end."""
	# a worker that runs has loaded the compiler of conditions long ago
	from bank_crm.customer.segments import compile  # noqa: F401

	figures = []
	for name, steps in (("message, condition, split, task, wait", 5), ("from the wait to the end", 0)):
		begun = time.perf_counter()
		taken = advancing.advance(journey, commit=True)
		rate = taken / (time.perf_counter() - begun)
		if taken != runs:
			click.echo(f"{taken:,} of {runs:,} customers; the bench's own worker took the others")
		target = TARGET_RATE if steps else None
		figures.append(
			Figure(
				f"customers taken on: {name}",
				round(rate),
				"a second",
				target=target,
				ok=rate >= target if target else None,
			)
		)
		rows.turn_back(journey)
	rows.check(journey, runs)
	return figures
