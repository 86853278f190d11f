"""The orders `./crm benchmark service` measures on: many, spread over handlers and years; and how they go again.

The database makes them itself, a portion a statement; what is drawn is a hash of the order's number, so that every run
has the same bank.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import click
import frappe
from frappe.utils import now_datetime
from pypika import Case, Table, analytics
from pypika.functions import Concat
from pypika.terms import Function, Mod, NullValue, PseudoColumn, Term, ValueWrapper

from bank_crm.domain.service_enums import ClockState, OrderChannel, OrderPriority, OrderState, OrderType
from bank_crm.service.levels import plan

ORDER, CUSTOMER = "Bank Work Order", "Bank Customer"
#: What the orders came from, by which they are found again.
OPEN, CLOSED, HTTP = "benchmark service open", "benchmark service closed", "benchmark service http"
#: What an earlier version of the benchmark called all of them.
EARLIER = "benchmark service"
PER_CHUNK = 20_000
MOST_CUSTOMERS = 20_000
#: Rows that follow an order and go with it: DocType → the column that names it.
FOLLOWS = {
	"Bank Escalation Entry": "work_order",
	"Bank Work Order State": "work_order",
	"Bank Work Order Assignment": "work_order",
	"Bank Intake Entry": "work_order",
	"Notification Log": "document_name",
}
_STATES = (
	OrderState.NEW.value,
	OrderState.VIEWED.value,
	OrderState.IN_PROGRESS.value,
	OrderState.WAITING.value,
)
_NUMBERS = "numbers"
_NUMBER = PseudoColumn(f"`{_NUMBERS}`.`seq`")
_DAY = 60 * 24
Columns = dict[str, Term | str | int | datetime]


def fill(opened: int, closed: int, handlers: Sequence[str]) -> None:
	"""Write open and closed orders; closed ones a benchmark has kept stay.

	A tenth of the open ones is due to be warned of, a tenth late, a tenth to be escalated.
	"""
	places = min(int(frappe.db.count(CUSTOMER)), MOST_CUSTOMERS)
	if not places:
		raise click.ClickException("the site has no customers; load a demo bank first")
	clear(OPEN)
	there = frappe.db.count(ORDER, {"source": CLOSED})
	if there > closed or _has_gaps(there):
		clear(CLOSED)
		there = 0
	now = now_datetime().replace(microsecond=0)
	rules = plan.current().rules
	for numbers in _chunks(there, closed):
		_insert(CLOSED, numbers, places, handlers, _closed(now))
	for numbers in _chunks(0, opened):
		_insert(OPEN, numbers, places, handlers, _open(now, rules[0].name if rules else None))


def _has_gaps(there: int) -> bool:
	"""Whether clearing up was stopped half-way: the last of them has another number than their count says."""
	last = frappe.get_all(ORDER, {"source": CLOSED}, pluck="name", order_by="name desc", limit=1)
	return bool(last) and int(str(last[0])[-8:]) + 1 != there


def clear(source: str | None = None) -> None:
	"""Delete what a benchmark has written, also one that was killed: the orders of one source, by default of all."""
	for one in [source] if source else [OPEN, CLOSED, HTTP, EARLIER]:
		_clear(one)


def _clear(source: str) -> None:
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.from_(order).select(order.name).where(order.source == source).limit(PER_CHUNK)
	while names := query.run(pluck=True):
		if source != CLOSED:  # nothing has ever happened to these
			_clear_what_follows(names)
		frappe.qb.from_(order).delete().where(order.name.isin(names)).run()
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - clearing up after a benchmark, a portion at a time


def _clear_what_follows(names: Sequence[str]) -> None:
	for doctype, column in FOLLOWS.items():
		follows = frappe.qb.DocType(doctype)
		theirs = follows[column].isin(names)
		if doctype == "Notification Log":
			theirs = theirs & (follows.document_type == ORDER)
		frappe.qb.from_(follows).delete().where(theirs).run()


def _chunks(first: int, end: int) -> Iterator[range]:
	for start in range(first, end, PER_CHUNK):
		yield range(start, min(start + PER_CHUNK, end))


def _insert(source: str, numbers: range, places: int, handlers: Sequence[str], moments: Columns) -> None:
	"""Write the orders of some numbers by one statement; MariaDB's sequence engine counts for it."""
	counted = Table(f"seq_{numbers.start}_to_{numbers.stop - 1}", alias=_NUMBERS)
	customer = _customers(places)
	columns: Columns = {
		"name": Concat(f"WO-BENCH-{source[-6:].strip()}-", Function("LPAD", _NUMBER, 8, "0")),
		"subject": Concat("Benchmark ", _NUMBER),
		"order_type": _one_of("type", OrderType.values()),
		"channel": _one_of("channel", OrderChannel.values()),
		"priority": _one_of("priority", OrderPriority.values()),
		"handler": _one_of("handler", handlers),
		"customer": customer.name,
		"branch": customer.branch,
		"source": source,
		"external_id": _NUMBER,
		"owner": "Administrator",
		"modified_by": "Administrator",
		**moments,
	}
	columns["creation"] = columns["modified"] = columns["state_since"] = columns["opened_on"]
	query = frappe.qb.into(frappe.qb.DocType(ORDER)).columns(*columns)
	query = query.from_(counted).inner_join(customer).on(customer.place == _dice("customer", places))
	query.select(*(one if isinstance(one, Term) else ValueWrapper(one) for one in columns.values())).run()
	frappe.db.commit()  # nosemgrep: frappe-manual-commit - test data of a benchmark, a portion at a time


def _customers(places: int) -> Table:
	"""The first customers with a place each, from 0 on."""
	table = frappe.qb.DocType(CUSTOMER)
	first = frappe.qb.from_(table).select(table.name, table.branch).orderby(table.name).limit(places)
	first = first.as_("first_customers")
	place = (analytics.RowNumber().orderby(first.name) - 1).as_("place")
	return frappe.qb.from_(first).select(first.name, first.branch, place).as_("customers")


def _dice(what: str, sides: int) -> Term:
	"""A number from 0 to below `sides`: the same one for the same order at every run."""
	return Mod(Function("CRC32", Concat(f"{what} ", _NUMBER)), sides)


def _one_of(what: str, choices: Sequence[str]) -> Term:
	return Function("ELT", _dice(what, len(choices)) + 1, *choices)


def _later(at: datetime | Term, minutes: Term | int) -> Term:
	return Function("TIMESTAMPADD", PseudoColumn("MINUTE"), minutes, at)


def _open(now: datetime, rule: str | None) -> Columns:
	due = _later(now + timedelta(hours=1), _dice("due", 200 * 60))
	past = _later(now - timedelta(minutes=501), _dice("past", 500))
	kind = Mod(_NUMBER, 10)
	return {
		"opened_on": _later(now - timedelta(days=10, minutes=1), _dice("opened", 10 * _DAY)),
		"state": _one_of("state", _STATES),
		"response_clock": ClockState.RUNNING.value,
		"resolution_clock": ClockState.RUNNING.value,
		"response_due": Case().when(kind == 1, past).else_(due),
		"response_warn_on": Case().when(kind <= 1, past).else_(due),
		"resolution_due": _later(due, 8 * 60),
		"resolution_warn_on": due,
		"escalation_rule": rule or NullValue(),
		"escalate_on": Case().when(kind == 2, past).else_(due) if rule else due,
	}


def _closed(now: datetime) -> Columns:
	opened = _later(now - timedelta(days=900), _dice("opened", 890 * _DAY))
	answered = _later(opened, _dice("answered", 5_000) + 10)
	stopped = (ClockState.MET.value, ClockState.MISSED.value)
	return {
		"opened_on": opened,
		"first_response_on": answered,
		"answered_on": answered,
		"closed_on": _later(answered, 60),
		"state": OrderState.CLOSED.value,
		"rating": _dice("rating", 6),
		"response_clock": _one_of("response", stopped),
		"resolution_clock": _one_of("resolution", stopped),
	}
