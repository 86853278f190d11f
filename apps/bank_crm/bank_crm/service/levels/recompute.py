"""Clocks of many orders at once: after levels, calendars or rules have changed, and after a load (SVC-14)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

import frappe
from frappe.utils import now_datetime
from pypika.terms import Values

from bank_crm.domain.orders import DONE
from bank_crm.domain.service_enums import ClockState
from bank_crm.service.levels import clocks, plan
from bank_crm.service.levels.dwells import dwells_of
from bank_crm.value_rows import ValueRows

ORDER = "Bank Work Order"
PER_BATCH = 500
_DONE = tuple(sorted(state.value for state in DONE))


def run(names: Iterable[str] | None = None, *, commit: bool = False) -> int:
	"""Set the clocks of some orders (None: all that are open) anew; returns how many they were.

	`commit` is for jobs: each batch stands for itself, and doing it again changes nothing more.
	"""
	remaining = iter(open_orders() if names is None else names)
	count, decided = 0, plan.current()
	while batch := list(islice(remaining, PER_BATCH)):
		count += len(set_clocks(batch, decided, now_datetime()))
		if commit:
			frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each batch stands for itself
	return count


def open_orders() -> list[str]:
	"""Return the names of the orders somebody still has work with.

	One that is open and yet judged was judged elsewhere, by the system it was loaded from; that stays.
	"""
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.from_(order).select(order.name).where(order.state.notin(_DONE))
	judged = (ClockState.MET.value, ClockState.MISSED.value)
	return query.where(order.resolution_clock.isnull() | order.resolution_clock.notin(judged)).run(pluck=True)


def set_clocks(names: list[str], decided: plan.Plan, now: datetime) -> dict[str, dict]:
	"""Set the clocks of some orders, which are locked until the transaction ends; returns their columns."""
	order = frappe.qb.DocType(ORDER)
	rows = (
		frappe.qb.from_(order)
		.select(order.name, *(order[name] for name in clocks.READ))
		.where(order.name.isin(names))
		.orderby(order.name)
		.for_update()
		.run(as_dict=True)
	)
	dwells = dwells_of([row.name for row in rows])
	found = {row.name: clocks.columns(row, dwells.get(row.name, ()), decided, now) for row in rows}
	write(found)
	return found


def write(columns: dict[str, dict]) -> None:
	"""Store columns of orders that are known to be there: one statement for each set of columns.

	Neither `modified` nor a version tells of it: an open form is not to be told that somebody else has changed it.
	"""
	if not columns:
		return
	order = frappe.qb.DocType(ORDER)
	names = list(next(iter(columns.values())))
	rows = ((name, *(values[column] for column in names)) for name, values in columns.items())
	given = ValueRows(("name", *names), rows)
	query = frappe.qb.into(order).columns("name", *names).from_(given)
	query = query.select(given.name, *(given[column] for column in names))
	for column in names:
		query = query.on_duplicate_key_update(order[column], Values(order[column]))
	query.run()
