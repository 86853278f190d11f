"""The orders `./crm benchmark service` measures on: many, spread over handlers and years; and how they go again."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import click
import frappe
from frappe.utils import now_datetime

from bank_crm.domain.service_enums import ClockState, OrderChannel, OrderPriority, OrderState, OrderType
from bank_crm.service.levels import plan

ORDER = "Bank Work Order"
SOURCE = "benchmark service"
PER_CHUNK = 20_000
MOST_CUSTOMERS = 20_000
_OPEN = (OrderState.NEW, OrderState.VIEWED, OrderState.IN_PROGRESS, OrderState.WAITING)
_COLUMNS = (
	"name",
	"subject",
	"order_type",
	"channel",
	"priority",
	"state",
	"state_since",
	"opened_on",
	"answered_on",
	"closed_on",
	"first_response_on",
	"handler",
	"customer",
	"branch",
	"rating",
	"service_level",
	"response_clock",
	"resolution_clock",
	"response_due",
	"resolution_due",
	"response_warn_on",
	"resolution_warn_on",
	"escalation_rule",
	"escalate_on",
	"source",
	"external_id",
	"creation",
	"modified",
	"owner",
	"modified_by",
)


def fill(opened: int, closed: int, handlers: Sequence[str]) -> None:
	"""Write open and closed orders; a tenth of the open ones is due to be warned of, a tenth late, a tenth escalated."""
	dice = random.Random(SOURCE)
	table = frappe.qb.DocType("Bank Customer")
	customers = frappe.qb.from_(table).select(table.name, table.branch).limit(MOST_CUSTOMERS).run()
	if not customers:
		raise click.ClickException("the site has no customers; load a demo bank first")
	rules = plan.current().rules
	rule = rules[0].name if rules else None
	for chunk in _chunks(opened + closed):
		rows = [_row(number, number < opened, dice, handlers, customers, rule) for number in chunk]
		frappe.db.bulk_insert(ORDER, list(_COLUMNS), rows, chunk_size=2_000)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - test data of a benchmark, a portion at a time


def clear() -> None:
	"""Delete what a benchmark has written, also one that was killed."""
	order = frappe.qb.DocType(ORDER)
	entry, note = frappe.qb.DocType("Bank Escalation Entry"), frappe.qb.DocType("Notification Log")
	while True:
		names = (
			frappe.qb.from_(order)
			.select(order.name)
			.where(order.source.like(f"{SOURCE}%"))
			.limit(PER_CHUNK)
			.run(pluck=True)
		)
		if not names:
			return
		frappe.qb.from_(entry).delete().where(entry.work_order.isin(names)).run()
		frappe.qb.from_(note).delete().where(
			(note.document_type == ORDER) & note.document_name.isin(names)
		).run()
		for doctype in ("Bank Work Order State", "Bank Work Order Assignment"):
			follows = frappe.qb.DocType(doctype)
			frappe.qb.from_(follows).delete().where(follows.work_order.isin(names)).run()
		frappe.qb.from_(order).delete().where(order.name.isin(names)).run()
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - clearing up after a benchmark, a portion at a time


def _chunks(count: int) -> Iterator[range]:
	for first in range(0, count, PER_CHUNK):
		yield range(first, min(first + PER_CHUNK, count))


def _row(
	number: int,
	is_open: bool,
	dice: random.Random,
	handlers: Sequence[str],
	customers: Sequence[tuple[str, str]],
	rule: str | None,
) -> tuple:
	now = now_datetime().replace(microsecond=0)
	customer, branch = dice.choice(customers)
	values: dict[str, object] = dict.fromkeys(_COLUMNS)
	values |= {
		"name": f"WO-BENCH-{number:08d}",
		"subject": f"Benchmark {number}",
		"order_type": dice.choice(OrderType.values()),
		"channel": dice.choice(OrderChannel.values()),
		"priority": dice.choice(OrderPriority.values()),
		"handler": dice.choice(handlers),
		"customer": customer,
		"branch": branch,
		"rating": 0,
		"source": SOURCE,
		"external_id": str(number),
		"owner": "Administrator",
		"modified_by": "Administrator",
	}
	values |= _open(number, now, dice, rule) if is_open else _closed(now, dice)
	values["creation"] = values["modified"] = values["state_since"] = values["opened_on"]
	return tuple(values[column] for column in _COLUMNS)


def _open(number: int, now: datetime, dice: random.Random, rule: str | None) -> dict[str, object]:
	opened = now - timedelta(minutes=dice.randrange(1, 60 * 24 * 10))
	due = now + timedelta(hours=dice.randrange(1, 200))
	past = now - timedelta(minutes=dice.randrange(1, 500))
	kind = number % 10
	return {
		"opened_on": opened,
		"state": dice.choice(_OPEN).value,
		"response_clock": ClockState.RUNNING.value,
		"resolution_clock": ClockState.RUNNING.value,
		"response_due": past if kind == 1 else due,
		"response_warn_on": past if kind in (0, 1) else due,
		"resolution_due": due + timedelta(hours=8),
		"resolution_warn_on": due,
		"escalation_rule": rule,
		"escalate_on": past if kind == 2 and rule else due,
	}


def _closed(now: datetime, dice: random.Random) -> dict[str, object]:
	opened = now - timedelta(minutes=dice.randrange(60 * 24 * 10, 60 * 24 * 900))
	answered = opened + timedelta(minutes=dice.randrange(10, 5_000))
	return {
		"opened_on": opened,
		"first_response_on": answered,
		"answered_on": answered,
		"closed_on": answered + timedelta(hours=1),
		"state": OrderState.CLOSED.value,
		"rating": dice.randrange(0, 6),
		"response_clock": dice.choice((ClockState.MET, ClockState.MISSED)).value,
		"resolution_clock": dice.choice((ClockState.MET, ClockState.MISSED)).value,
	}
