"""`./crm benchmark oplog`: what the operation log costs a write, and how fast it is sealed and proved.

Customers are saved as the Desk saves them, each once with and once without the log in turn, so that both meet the same
machine; everything is rolled back. Sealing and proof are timed on entries the benchmark leaves in the log, which nobody
can take out again. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from unittest import mock

import frappe

from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.compliance import log_documents, log_sealing, log_verify
from bank_crm.compliance.operation_log import record

CUSTOMER = "Bank Customer"
TARGET_PERCENT = 10.0
#: A seal is at most a minute late: a minute's entries of a busy bank must fit into a few seconds.
TARGET_ENTRIES_A_SECOND = 1000


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark oplog", description=__doc__)
	parser.add_argument("--writes", type=int, default=300, help="saves measured with and without the log")
	parser.add_argument("--entries", type=int, default=5000, help="entries written, sealed and proved")
	options = parser.parse_args(list(argv))
	figures = [_cost(options.writes), *_sealing(options.entries)]
	return report("oplog", figures, "without the log", writes=options.writes, entries=options.entries)


def _cost(count: int) -> Figure:
	names = frappe.get_all(CUSTOMER, limit=count, pluck="name", order_by="name asc")
	if not names:
		raise SystemExit("there are no customers on this site: ./crm up --demo 1000")
	logged: list[float] = []
	silent: list[float] = []
	frappe.db.savepoint("oplog_benchmark")
	for turn in range(count + 10):
		name = names[turn % len(names)]
		ways: list[tuple[list[float], bool]] = [(logged, True), (silent, False)]
		for times, with_log in ways if turn % 2 else reversed(ways):
			taken = _timed(
				lambda name=name, with_log=with_log, turn=turn: _save(name, f"Street {turn}", with_log)
			)
			if turn >= 10:  # the first ones fill caches
				times.append(taken)
	frappe.db.rollback(save_point="oplog_benchmark")
	with_log, without = statistics.median(logged), statistics.median(silent)
	percent = (with_log - without) / without * 100
	figure = at_most("cost of the log per write", percent, "%", TARGET_PERCENT)
	return Figure(
		f"{figure.name} ({with_log * 1000:.2f} ms with, {without * 1000:.2f} ms without, medians)",
		figure.value,
		figure.unit,
		target=figure.target,
		ok=figure.ok,
	)


def _save(name: str, address: str, with_log: bool) -> None:
	frappe.db.savepoint("oplog_write")
	doc = frappe.get_doc(CUSTOMER, name)
	doc.address = f"{address} {'a' if with_log else 'b'}"
	if with_log:
		doc.save()
	else:
		with mock.patch.object(log_documents, "on_change"):
			doc.save()
	frappe.db.rollback(save_point="oplog_write")


def _sealing(count: int) -> list[Figure]:
	frappe.db.rollback()
	log_sealing.seal()

	def write() -> None:
		for number in range(count):
			record(
				"Write",
				CUSTOMER,
				"benchmark",
				before={"n": number},
				after={"n": number + 1},
				detail="benchmark",
			)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit -- sealing sees only what is committed

	written = _timed(write)
	sealed = _timed(log_sealing.seal)
	result = log_verify.verify()
	proved = _timed(log_verify.verify)
	if result.findings:
		raise SystemExit(f"the log is not whole: {log_verify.describe(result.findings[0])}")
	total = result.entries + result.archived
	per_second = count / sealed
	return [
		Figure("written", round(count / written), "entries/s"),
		Figure(
			"sealed",
			round(per_second),
			"entries/s",
			target=TARGET_ENTRIES_A_SECOND,
			ok=per_second >= TARGET_ENTRIES_A_SECOND,
		),
		Figure("proved", round(total / proved), "entries/s"),
	]


def _timed(action: Callable[[], object]) -> float:
	start = time.perf_counter()
	action()
	return time.perf_counter() - start
