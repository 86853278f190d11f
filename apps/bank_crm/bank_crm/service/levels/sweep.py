"""The minute's look at all open orders: what is warned of, what is late, which steps of escalations are due (SVC-17).

Warnings and breaches are two statements over an index of moments; only orders whose next step is due are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from bank_crm.domain.service_enums import ClockState
from bank_crm.domain.service_level_enums import ServiceClock
from bank_crm.service.levels import escalating, recipients

ORDER = "Bank Work Order"
#: Many are told together; their rows are locked for about a second.
PER_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Swept:
	"""How many clocks were warned, are late now, and how many steps were taken."""

	warned: int
	breached: int
	steps: int


def run(now: datetime | None = None, *, commit: bool = False) -> Swept:
	"""Look at every open order. Doing it again at the same moment does nothing; a stopped run lost one batch at most.

	`commit` is for jobs.
	"""
	now = now or now_datetime()
	warned = sum(_mark(clock, ClockState.WARNED, now) for clock in ServiceClock)
	breached = sum(_mark(clock, ClockState.BREACHED, now) for clock in ServiceClock)
	_keep(commit)
	steps, people = 0, recipients.of_orders([])
	while taken := escalating.take_due(now, PER_BATCH, people):
		steps += taken
		_keep(commit)
	return Swept(warned, breached, steps)


def _mark(clock: ServiceClock, state: ClockState, now: datetime) -> int:
	"""Move the clocks whose moment has passed to `state`; returns how many."""
	order, name = frappe.qb.DocType(ORDER), clock.value.lower()
	column = order[f"{name}_clock"]
	if state is ClockState.WARNED:
		passed = (column == ClockState.RUNNING.value) & (order[f"{name}_warn_on"] < now)
	else:
		alive = (ClockState.RUNNING.value, ClockState.WARNED.value)
		passed = column.isin(alive) & (order[f"{name}_due"] < now)
	count = frappe.qb.from_(order).select(Count("*")).where(passed).run()[0][0]
	if count:
		frappe.qb.update(order).set(column, state.value).where(passed).run()
	return count


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each batch stands for itself
