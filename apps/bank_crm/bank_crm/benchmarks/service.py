"""`./crm benchmark service`: 100,000 open and 1,000,000 closed orders – an agent's list, the sweep, orders over HTTP.

Makes people and orders of its own and deletes them at the end; after a benchmark that was killed the next one does
that. `--keep` leaves the closed orders for the next one. Creating is measured against the bench's running web server,
by agents' own requests. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import click
import frappe
from frappe.utils import now_datetime

from bank_crm.benchmarks import service_agents, service_http, service_rows
from bank_crm.benchmarks.browser import Browser, Form
from bank_crm.benchmarks.figures import Figure, at_most, p95_of, report
from bank_crm.domain.orders import DONE
from bank_crm.service.levels import sweep
from bank_crm.service.orders import loads

ORDER = service_rows.ORDER
TARGET_LIST_MS, TARGET_SWEEP_S = 200.0, 10.0
PAGE = 20
#: The Desk counts no further than this (Frappe 16); Frappe 15 counts to the end.
COUNTED = 1001
#: How many agents' lists are opened, and how often each.
LISTED, TIMES = 5, 20
_DONE = tuple(sorted(state.value for state in DONE))


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark service", description=__doc__)
	parser.add_argument("--open", type=int, default=100_000, help="open orders (%(default)s)")
	parser.add_argument("--closed", type=int, default=1_000_000, help="closed orders (%(default)s)")
	parser.add_argument("--orders", type=int, default=1_000, help="orders made over HTTP (%(default)s)")
	parser.add_argument("--clients", type=int, default=20, help="clients side by side (%(default)s)")
	parser.add_argument("--agents", type=int, help="who handles orders; by default one for 500 open ones")
	parser.add_argument("--url", help="address of the web server; by default the bench's own")
	parser.add_argument("--keep", action="store_true", help="leave the closed orders for the next time")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	count = options.agents or -(-options.open // service_agents.LOAD)
	try:
		agents = service_agents.make(max(count, options.clients))
		for left in (service_rows.HTTP, service_rows.EARLIER):
			service_rows.clear(left)
		started = time.perf_counter()
		service_rows.fill(options.open, options.closed, agents)
		loads.recount()
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - the web server has to see who has how many
		click.echo(
			f"{options.open + options.closed:,} orders there after {time.perf_counter() - started:.0f} s"
		)
		url = options.url or f"http://127.0.0.1:{frappe.conf.webserver_port or 8000}"
		figures = [
			*_lists(agents),
			*_sweeps(options.open),
			*service_http.creation(url, agents[: options.clients], options.orders),
		]
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		for source in (
			service_rows.OPEN,
			service_rows.HTTP,
			*([] if options.keep else [service_rows.CLOSED]),
		):
			service_rows.clear(source)
		service_agents.clear()
	conditions = {name: getattr(options, name) for name in ("open", "closed", "clients")}
	return report("service", figures, "beside", agents=len(agents), **conditions)


def _lists(agents: Sequence[str]) -> list[Figure]:
	"""My orders as the Desk asks for them, whole requests; beside them the administrator's, who has no row scope."""
	kinds = {
		"my orders, newest first": _list(f"`tab{ORDER}`.`creation` desc"),
		"my orders, most urgent first": _list(f"`tab{ORDER}`.`resolution_due` asc"),
		"my orders, counted": _count(),
	}
	taken: dict[str, list[float]] = {kind: [] for kind in kinds}
	beside: dict[str, list[float]] = {kind: [] for kind in kinds}
	with Browser("Administrator") as administrator:
		for agent in agents[:LISTED]:
			with Browser(agent) as own:
				for kind, form in kinds.items():
					asked = {**form, "filters": frappe.as_json(_mine(agent))}
					for browser, times in ((own, taken[kind]), (administrator, beside[kind])):
						for _turn in range(2):  # the first ones fill caches
							browser.get(asked)
						times += [browser.get(asked) for _turn in range(TIMES)]
	return [
		at_most(f"{kind}, p95", p95_of(taken[kind]), "ms", TARGET_LIST_MS, p95_of(beside[kind]))
		for kind in kinds
	]


def _mine(agent: str) -> list[list[object]]:
	return [[ORDER, "handler", "=", agent], [ORDER, "state", "not in", list(_DONE)]]


def _list(order_by: str) -> Form:
	shown = [field.fieldname for field in frappe.get_meta(ORDER).fields if field.in_list_view]
	fields = dict.fromkeys(["name", "modified", "state", "handler", "queue", "task_summary", *shown])
	return {
		"cmd": "frappe.desk.reportview.get",
		"doctype": ORDER,
		"fields": frappe.as_json([f"`tab{ORDER}`.`{field}`" for field in fields]),
		"order_by": order_by,
		"start": "0",
		"page_length": str(PAGE),
		"view": "List",
	}


def _count() -> Form:
	return {
		"cmd": "frappe.desk.reportview.get_count",
		"doctype": ORDER,
		"fields": "[]",
		"distinct": "false",
		"limit": str(COUNTED),
	}


def _sweeps(opened: int) -> list[Figure]:
	"""A sweep that finds three tenths of the open orders due for something, and the next one."""
	figures = []
	for name in ("sweep", "sweep again"):
		started = time.perf_counter()
		swept = sweep.run(now_datetime(), commit=True)
		seconds = time.perf_counter() - started
		told = f"{swept.warned:,} warned, {swept.breached:,} late, {swept.steps:,} steps"
		figures.append(at_most(f"{name} over {opened:,} open orders, {told}", seconds, "s", TARGET_SWEEP_S))
	return figures
