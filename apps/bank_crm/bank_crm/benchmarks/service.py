"""`./crm benchmark service`: 100,000 open and 1,000,000 closed orders – an agent's list, the sweep, orders over HTTP.

Writes orders of its own and deletes them at the end; after a benchmark that was killed the next one does that. Creating
is measured against the bench's running web server, by an agent's own requests. The last line is JSON for machines.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import click
import frappe
import requests
from frappe.utils import now_datetime

from bank_crm.benchmarks import service_rows
from bank_crm.benchmarks.figures import Figure, at_most, report
from bank_crm.domain.orders import DONE
from bank_crm.permissions import roles
from bank_crm.service.levels import sweep

ORDER = service_rows.ORDER
TARGET_LIST_MS, TARGET_SWEEP_S, TARGET_ORDERS_A_SECOND = 200.0, 10.0, 50.0
LIST_FIELDS = (
	"name",
	"subject",
	"state",
	"priority",
	"order_type",
	"customer",
	"resolution_due",
	"resolution_clock",
)
_DONE = tuple(sorted(state.value for state in DONE))
_SECONDS = 30


def run(argv: Sequence[str]) -> int:
	"""Command entry; 0 if every target was met, 1 otherwise."""
	parser = argparse.ArgumentParser(prog="benchmark service", description=__doc__)
	parser.add_argument("--open", type=int, default=100_000, help="open orders")
	parser.add_argument("--closed", type=int, default=1_000_000, help="closed orders")
	parser.add_argument("--orders", type=int, default=1_000, help="orders created over HTTP")
	parser.add_argument("--clients", type=int, default=20, help="clients that create them side by side")
	parser.add_argument("--url", help="address of the web server; by default the bench's own")
	options = parser.parse_args(list(argv))
	frappe.set_user("Administrator")
	agents = _agents()
	service_rows.clear()
	try:
		service_rows.fill(options.open, options.closed, agents)
		figures = [_lists(agents), *_sweeps(options.open), *_creation(options, agents[0])]
	finally:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		service_rows.clear()
	return report("service", figures, "", open=options.open, closed=options.closed, clients=options.clients)


def _agents() -> list[str]:
	"""People who handle orders: those with a service profile, else the service agents."""
	found = frappe.get_all("Bank Service Profile", pluck="name", order_by="name asc")
	holders = frappe.get_all(
		"Has Role",
		filters={"role": roles.SERVICE_AGENT, "parenttype": "User"},
		pluck="parent",
		order_by="parent",
	)
	agents = [
		user for user in dict.fromkeys([*found, *holders]) if user in holders and user != "Administrator"
	]
	if not agents:
		raise click.ClickException("the site has no service agents; load a demo bank first")
	return agents


def _lists(agents: Sequence[str]) -> Figure:
	"""An agent's open orders, twenty to a page, as the list asks for them."""
	dice, times = random.Random("lists"), []
	filters = {"state": ("not in", _DONE)}
	for turn in range(65):
		agent = dice.choice(agents)
		frappe.set_user(agent)
		started = time.perf_counter()
		frappe.get_list(
			ORDER,
			filters={**filters, "handler": agent},
			fields=list(LIST_FIELDS),
			order_by="resolution_due asc",
			limit=20,
		)
		if turn >= 5:  # the first ones fill caches
			times.append((time.perf_counter() - started) * 1000)
	frappe.set_user("Administrator")
	return at_most("my orders, p95", statistics.quantiles(times, n=20)[-1], "ms", TARGET_LIST_MS)


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


def _creation(options: argparse.Namespace, agent: str) -> list[Figure]:
	"""Orders an agent creates over HTTP with 20 clients side by side; none may be lost or doubled."""
	url = options.url or f"http://127.0.0.1:{frappe.conf.webserver_port or 8000}"
	mark = frappe.generate_hash(length=8)
	headers = {**_credentials(agent), "Host": frappe.local.site}

	def create(number: int) -> tuple[int, str]:
		values = {
			"subject": f"Benchmark {mark} {number}",
			"order_type": "Enquiry",
			"channel": "Phone",
			"description": "created over HTTP",
		}
		answer = requests.post(
			f"{url}/api/resource/Bank Work Order", json=values, headers=headers, timeout=_SECONDS
		)
		return answer.status_code, answer.text[:200]

	try:
		create(-1)  # the first one fills caches
	except requests.RequestException as problem:
		raise click.ClickException(
			f"the web server at {url} does not answer; ./crm up starts it ({problem})"
		) from problem
	started = time.perf_counter()
	with ThreadPoolExecutor(options.clients) as pool:
		answers = list(pool.map(create, range(options.orders)))
	seconds = time.perf_counter() - started
	refused = [answer for answer in answers if answer[0] != 200]
	if refused:
		click.echo(f"refused: {len(refused)}, the first: {refused[0]}", err=True)
	frappe.db.rollback()  # a new look at what the web server has stored
	made = frappe.get_all(
		ORDER,
		filters={"subject": ("like", f"Benchmark {mark} %")},
		fields=["name", "subject", "resolution_clock", "handler", "queue"],
	)
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.update(order).set(order.source, f"{service_rows.SOURCE} http")
	query.set(order.external_id, order.name).where(order.subject.like(f"Benchmark {mark} %")).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - marks what clearing up deletes
	rate, numbers = options.orders / seconds, {row.subject for row in made}
	lost = options.orders + 1 - len(numbers)
	doubled = len(made) - len(numbers)
	bare = sum(1 for row in made if not row.resolution_clock or not (row.handler or row.queue))
	return [
		Figure(
			f"{options.orders:,} orders over HTTP, {options.clients} clients",
			round(rate, 1),
			"1/s",
			target=TARGET_ORDERS_A_SECOND,
			ok=rate >= TARGET_ORDERS_A_SECOND,
		),
		at_most("orders lost, doubled, or without clock or assignment", lost + doubled + bare, "orders", 0),
	]


def _credentials(agent: str) -> dict[str, str]:
	"""A key for the agent's requests, made for this benchmark; a password would have to be known."""
	user = frappe.get_doc("User", agent)
	secret = frappe.generate_hash(length=15)
	user.api_key = user.api_key or frappe.generate_hash(length=15)
	user.api_secret = secret
	user.save(ignore_permissions=True)  # a command on the server, run by whoever may run commands there
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - the web server has to see the key
	return {"Authorization": f"token {user.api_key}:{secret}"}
