"""The journey `./crm benchmark journeys` measures on, and how all it made goes again."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import click
import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime
from pypika import Table
from pypika.functions import Concat
from pypika.terms import Function, PseudoColumn, ValueWrapper

from bank_crm.domain.journey_enums import JourneyState, RunState
from bank_crm.marketing.journeys import advancing, versions
from bank_crm.marketing.journeys.definition import JOURNEY, LOG, RUN, VERSION

MARK = "benchmark journey"
CUSTOMER, MESSAGE, TASK, TEMPLATE = "Bank Customer", "Bank Message", "Bank Care Task", "Bank Message Template"
PREFIX = "C-BENCH-J-"
PER_CHUNK = 10_000


def make(runs: int) -> str:
	"""Make so many new customers and a running journey for them; returns its name."""
	template = frappe.get_doc(
		{
			"doctype": TEMPLATE,
			"template_name": MARK,
			"channel": "SMS",
			"body": "{{ customer_name }} {{ link }}",
			"link_url": "https://www.bank.example/",
		}
	).insert()
	journey = frappe.get_doc(
		{
			"doctype": JOURNEY,
			"journey_name": MARK,
			"trigger": "New Customer",
			"steps": json.dumps({"start": "m", "steps": _steps(str(template.name))}),
		}
	).insert()
	versions.make(journey)
	# customers the site had before are not this journey's; started so, no job is asked for beside the benchmark
	begun = now_datetime() + timedelta(days=1)
	values = {"state": JourneyState.RUNNING.value, "started_at": begun, "looked_at": begun}
	frappe.db.set_value(JOURNEY, journey.name, values, update_modified=False)
	_customers(runs, begun)
	_keep()
	return str(journey.name)


def turn_back(journey: str) -> None:
	"""Let every wait be over."""
	run = frappe.qb.DocType(RUN)
	past = now_datetime() - timedelta(minutes=1)
	query = frappe.qb.update(run).set(run.due_at, past)
	query.where((run.journey == journey) & (run.state == RunState.ACTIVE.value)).run()
	_keep()


def check(journey: str, runs: int) -> None:
	"""Every customer has one message and one task and is through; ClickException otherwise.

	Where a worker of the bench has some in hand, they are waited for.
	"""
	until = time.monotonic() + 300
	filters = {"journey": journey, "state": RunState.ACTIVE.value}
	while frappe.db.count(RUN, filters) and time.monotonic() < until:
		_keep()
		advancing.advance(journey, commit=True)
	log = frappe.qb.DocType(LOG)
	steps = dict(
		frappe.qb.from_(log)
		.select(log.kind, Count("*"))
		.where(log.journey == journey)
		.groupby(log.kind)
		.run()
	)
	done = frappe.db.count(RUN, {"journey": journey, "state": RunState.COMPLETED.value})
	if done != runs or {steps.get(kind) for kind in ("Message", "Task", "Wait", "Split")} != {runs}:
		raise click.ClickException(f"not everything was done once: {done:,} through, steps {steps}")


def clear() -> None:
	"""Delete what a benchmark has made, also one that was killed."""
	for name in frappe.get_all(JOURNEY, {"journey_name": MARK}, pluck="name"):
		for doctype in (LOG, RUN, VERSION):
			_delete(doctype, "journey", name)
		frappe.db.delete(JOURNEY, {"name": name})
	for doctype in (MESSAGE, TASK):
		table = frappe.qb.DocType(doctype)
		while (
			names := frappe.qb.from_(table)
			.select(table.name)
			.where(table.customer.like(f"{PREFIX}%"))
			.limit(PER_CHUNK)
			.run(pluck=True)
		):
			frappe.qb.from_(table).delete().where(table.name.isin(names)).run()
			_keep()
	frappe.db.delete(CUSTOMER, {"name": ("like", f"{PREFIX}%")})
	frappe.db.delete(TEMPLATE, {"template_name": MARK})
	_keep()


def _steps(template: str) -> list[dict[str, object]]:
	def step(
		key: str, kind: str, settings: dict[str, object], *branches: tuple[str, str]
	) -> dict[str, object]:
		ways: list[dict[str, object]] = [{"name": name, "to": to} for name, to in branches]
		return {"key": key, "kind": kind, "title": key, "settings": settings, "branches": ways}

	rich = {"op": "and", "conditions": [{"field": "total_aum", "operator": ">=", "value": 100_000}]}
	parted = step("s", "Split", {}, ("A", "t"), ("B", "t"))
	for branch, share in zip(parted["branches"], (30, 70), strict=True):
		branch["share"] = share
	return [
		step("m", "Message", {"template": template}, ("next", "c")),
		step(
			"c",
			"Condition",
			{"test": "Conditions", "conditions": {"version": 1, "root": rich}},
			("yes", "s"),
			("no", "s"),
		),
		parted,
		step("t", "Task", {"subject": "benchmark", "days": 3}, ("next", "w")),
		step("w", "Wait", {"mode": "For Some Time", "amount": 3, "unit": "Days"}, ("next", "")),
	]


def _customers(count: int, stored: object) -> None:
	table = frappe.qb.DocType(CUSTOMER)
	number = PseudoColumn("`numbers`.`seq`")
	constants = {
		"creation": stored,
		"modified": stored,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"status": "Active",
		"customer_type": "Individual",
	}
	source = Table(f"seq_1_to_{count}", alias="numbers")
	query = frappe.qb.into(table).columns("name", "customer_name", "total_aum", *constants).from_(source)
	query = query.select(
		Concat(PREFIX, Function("LPAD", number, 8, "0")), Concat("测试", number), number * 10
	)
	query.select(*(ValueWrapper(value) for value in constants.values())).run()


def _delete(doctype: str, column: str, value: str) -> None:
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table).select(table.name).where(table[column] == value).limit(PER_CHUNK)
	while names := query.run(pluck=True):
		frappe.qb.from_(table).delete().where(table.name.isin(names)).run()
		_keep()


def _keep() -> None:
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - rows of a benchmark, a portion at a time
