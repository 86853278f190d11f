"""Orders over HTTP, as `./crm benchmark service` makes them: many clients side by side, and what has become of each order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import local

import click
import frappe
import requests
from frappe.query_builder.functions import Count

from bank_crm.benchmarks import service_agents, service_rows
from bank_crm.benchmarks.figures import Figure, at_most
from bank_crm.domain.orders import DONE
from bank_crm.service.orders import loads

ORDER, HISTORY = service_rows.ORDER, "Bank Work Order Assignment"
#: What the framework alone takes for a request with a key.
NOTHING = "/api/method/frappe.auth.get_logged_user"
TARGET_ORDERS_A_SECOND = 50.0
#: Numbers that are sent twice at the same moment; one order each may come of it.
TWICE = 100
_SECONDS = 60
_OVER = tuple(state.value for state in sorted(DONE))
Values = dict[str, object]
Make = Callable[[int, str], Values]


class Clients:
	"""Agents that send requests side by side, each over a connection of its own; a context manager that ends them."""

	def __init__(self, url: str, agents: Sequence[str]) -> None:
		self.url, self.own = url, local()
		known = [_customers_of(agent) for agent in agents]
		self.free = list(zip(service_agents.credentials(agents), known, strict=True))
		self.pool = ThreadPoolExecutor(len(agents), initializer=self._begin)

	def __enter__(self) -> Clients:
		return self

	def __exit__(self, *_error: object) -> None:
		self.pool.shutdown(wait=True)

	def post(self, path: str, make: Make, numbers: Iterable[int]) -> float:
		"""Send what `make` gives for each number and one of the client's customers; returns the seconds it took.

		Raises click.ClickException if one is refused.
		"""
		started = time.perf_counter()
		list(self.pool.map(lambda number: self._send(path, make, number), numbers))
		return time.perf_counter() - started

	def _begin(self) -> None:
		headers, self.own.customers = self.free.pop()
		self.own.session = requests.Session()
		self.own.session.headers.update(headers)

	def _send(self, path: str, make: Make, number: int) -> None:
		customers = self.own.customers
		values = make(number, customers[number % len(customers)] if customers else "")
		try:
			answer = self.own.session.post(f"{self.url}{path}", json=values, timeout=_SECONDS)
		except requests.RequestException as problem:
			raise click.ClickException(
				f"the web server at {self.url} does not answer: {problem}"
			) from problem
		if answer.status_code != 200:
			raise click.ClickException(f"{path}: {answer.status_code} {answer.text[:300]}")


def creation(url: str, agents: Sequence[str], count: int) -> list[Figure]:
	"""Measure how many orders a second agents make, half of them for a customer, beside requests that do nothing."""
	mark, plain = frappe.generate_hash(length=8), max(count // 4, 1)

	def order(number: int, customer: str) -> Values:
		values = {"subject": f"{mark} {number}", "order_type": "Enquiry", "channel": "Phone"}
		return {**values, "description": "by telephone", "customer": customer if number % 2 else None}

	def nothing(_number: int, _customer: str) -> Values:
		return {}

	def sent_twice(number: int, _customer: str) -> Values:
		values = {
			"source": service_rows.HTTP,
			"external_id": f"{mark} {number // 2}",
			"order_type": "Enquiry",
		}
		return {**values, "subject": f"{mark} twice {number // 2}"}

	try:
		with Clients(url, agents) as clients:
			warm = range(-4 * len(agents), 0)  # every thread of the server has answered; its caches are full
			clients.post(NOTHING, nothing, warm)
			clients.post(f"/api/resource/{ORDER}", order, warm)
			idle = clients.post(NOTHING, nothing, range(plain))
			seconds = clients.post(f"/api/resource/{ORDER}", order, range(count))
			clients.post("/api/method/bank_crm.api.service_intake.create_order", sent_twice, range(2 * TWICE))
		frappe.db.rollback()  # a new look at what the web server has stored
		wanted = [*warm, *range(count), *(f"twice {number}" for number in range(TWICE))]
		wrong = _wrong(mark, {f"{mark} {which}" for which in wanted}, agents)
	finally:
		_mark(mark)
	rate, beside = count / seconds, plain / idle
	return [
		Figure(
			f"{count:,} orders over HTTP, {len(agents)} clients",
			round(rate, 1),
			"1/s",
			round(beside, 1),
			round(rate / beside, 2),
			TARGET_ORDERS_A_SECOND,
			rate >= TARGET_ORDERS_A_SECOND,
		),
		*(at_most(f"orders {what}", many, "orders", 0) for what, many in wrong.items()),
	]


def _wrong(mark: str, wanted: set[str], agents: Sequence[str]) -> dict[str, int]:
	"""Count what must not be: by number, by clock, by who has it, by how many somebody has."""
	order, history, profile = (frappe.qb.DocType(name) for name in (ORDER, HISTORY, loads.PROFILE))
	fields = ["name", "subject", "resolution_due", "handler", "queue", "assignment_reason"]
	made = frappe.get_all(ORDER, filters={"subject": ("like", f"{mark} %")}, fields=fields)
	subjects = {row.subject for row in made}
	explained = (
		frappe.qb.from_(history).select(history.work_order).distinct().where(history.to_on.isnull())
	).where(history.work_order.isin([row.name for row in made]))
	known = set(explained.run(pluck=True))
	has = (
		frappe.qb.from_(order)
		.select(order.handler.as_("who"), Count("*").as_("many"))
		.where(order.handler.isin(agents) & order.state.notin(_OVER))
		.groupby(order.handler)
	).as_("has")
	miscounted = (
		frappe.qb.from_(profile)
		.inner_join(has)
		.on(has.who == profile.name)
		.select(profile.name)
		.where((profile.open_orders != has.many) | (profile.open_orders > profile.capacity))
	)
	return {
		"lost": len(wanted - subjects),
		"doubled": len(made) - len(subjects),
		"without clocks": sum(1 for row in made if not row.resolution_due),
		"without assignment or its reason": sum(
			1
			for row in made
			if row.name not in known or not row.assignment_reason or not (row.handler or row.queue)
		),
		"of agents above their capacity or miscounted": len(miscounted.run()),
	}


def _customers_of(agent: str) -> list[str]:
	filters = {"handler": agent, "state": ("not in", _OVER), "customer": ("is", "set")}
	return frappe.get_all(ORDER, filters=filters, pluck="customer", order_by="name asc", limit=20)


def _mark(mark: str) -> None:
	"""Mark the orders as what clearing up deletes."""
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.update(order).set(order.source, service_rows.HTTP).set(order.external_id, order.name)
	query.where(order.subject.like(f"{mark} %")).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - marks what clearing up deletes
