"""How fast the generated bank is made and loaded: `./crm benchmark generator [CUSTOMERS]`.

The bank stays on the site, since the other benchmarks measure on it; a second run says that it is there.
"""

from __future__ import annotations

import argparse
import resource
import time

from bank_crm.demo import load, state

DEFAULT_SIZE = 1_000_000


def run(argv: list[str]) -> None:
	"""Load a bank of the given size and print rows, seconds, rows per second and peak memory."""
	parser = argparse.ArgumentParser(prog="generator", description=__doc__)
	parser.add_argument("customers", nargs="?", type=int, default=DEFAULT_SIZE, help="%(default)s")
	parser.add_argument("--processes", type=int, default=load.PROCESSES, help="%(default)s")
	arguments = parser.parse_args(argv)
	begun = time.monotonic()
	rows = load.run(arguments.customers, processes=arguments.processes)
	seconds = time.monotonic() - begun
	if not rows:
		print(f"A bank of {state.read_plan()[0].size:,} customers is loaded already; nothing was written.")
		return
	for doctype, count in sorted(rows.items()):
		print(f"{doctype:<30} {count:>12,}")
	total = sum(rows.values())
	worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
	own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
	print(f"{'together':<30} {total:>12,} rows in {seconds:,.0f} s: {total / seconds:,.0f} rows/s")
	print(f"peak memory: {own} MiB, the largest worker {worker} MiB")
