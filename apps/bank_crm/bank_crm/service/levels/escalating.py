"""Taking the steps of escalations that are due, many orders at a time (SVC-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.terms import ParameterizedValueWrapper
from frappe.utils import now_datetime
from pypika.terms import PseudoColumn

from bank_crm.domain import escalation
from bank_crm.domain.service_enums import OrderPriority
from bank_crm.service.levels import clocks, recipients, recompute, telling
from bank_crm.service.levels.dwells import Dwell, dwells_of
from bank_crm.service.levels.plan import Plan, current
from bank_crm.value_rows import ValueRows

ORDER, ENTRY = "Bank Work Order", "Bank Escalation Entry"
_NEXT_ENTRY = PseudoColumn("nextval(`bank_escalation_entry_id_seq`)")
_ENTRY_COLUMNS = (
	"work_order",
	"rule",
	"step",
	"round",
	"clock",
	"event",
	"due",
	"told",
	"done",
)
_READ = ("name", "handler", "queue", "branch", "escalate_on", *clocks.READ)


@dataclass(frozen=True, slots=True)
class Taken:
	"""One step taken for one order."""

	order: frappe._dict
	rule: str
	number: int
	step: escalation.Step
	told: tuple[str, ...]


def take_due(now: datetime, most: int, people: recipients.Recipients | None = None) -> int:
	"""Take the next step of up to `most` orders for which it is due; returns how many orders were looked at.

	`people` is what a sweep's batches know of whom to tell; they share it.
	Their rows stay locked until the transaction ends, so that two sweeps take each step once.
	"""
	rows = _due(now, most)
	if not rows:
		return 0
	plan = current()
	before = {row.name: row.escalate_on for row in rows}
	dwells = dwells_of(list(before))
	taken, changed = _steps(rows, dwells, plan, now, people)
	for columns in changed:
		recompute.write(columns)
	_raise(sorted(one.order.name for one in taken if one.step.raise_priority), now)
	_write_down(taken, before, now)
	telling.tell(taken)
	for one in taken:
		if one.step.to_queue:
			_move(one)
	return len(rows)


def _due(now: datetime, most: int) -> list[frappe._dict]:
	order = frappe.qb.DocType(ORDER)
	return (
		frappe.qb.from_(order)
		.select(*(order[name] for name in dict.fromkeys(_READ)))
		.where(order.escalate_on <= now)
		.orderby(order.escalate_on)
		.limit(most)
		.for_update()
		.run(as_dict=True)
	)


def _steps(
	rows: list[frappe._dict],
	dwells: dict[str, list[Dwell]],
	plan: Plan,
	now: datetime,
	people: recipients.Recipients | None,
) -> tuple[list[Taken], tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]]:
	"""Find the step each order takes now, and what changes by it: all its clocks, or no more than its place in the rule.

	One whose rule has changed may take none.
	"""
	due: list[tuple[frappe._dict, clocks.Judged, escalation.Next]] = []
	columns: dict[str, dict[str, Any]] = {}
	places: dict[str, dict[str, Any]] = {}
	for row in rows:
		judged = clocks.judge(row, dwells.get(row.name, ()), plan, now)
		following = judged.following if isinstance(judged, clocks.Judged) else None
		if following is None or following.due > now:
			columns[row.name] = clocks.columns_of(judged)
			continue
		due.append((row, judged, following))
		if not following.step.raise_priority:
			places[row.name] = clocks.place_of(clocks.after_step(judged, plan))
	found = recipients.of_orders([row for row, _judged, _following in due], people)
	taken = []
	for row, judged, following in due:
		step = following.step
		taken.append(
			Taken(row, judged.rule.name, following.number, step, found.whom(row, step.tell, step.role))
		)
		row.escalation_rule, row.escalation_step = judged.rule.name, following.number
		if step.raise_priority:  # another priority has other promises, perhaps another level
			row.priority = OrderPriority.HIGH.value
			columns[row.name] = clocks.columns(row, dwells.get(row.name, ()), plan, now)
	return taken, (columns, places)


def _raise(names: list[str], now: datetime) -> None:
	if not names:
		return
	order = frappe.qb.DocType(ORDER)
	(
		frappe.qb.update(order)
		.set(order.priority, OrderPriority.HIGH.value)
		.set(order.modified, now)
		.set(order.modified_by, frappe.session.user)
		.where(order.name.isin(names))
	).run()


def _write_down(taken: list[Taken], due: dict[str, datetime], now: datetime) -> None:
	"""Write an entry for each step, in one statement: log lines, for which nobody's rights and no event are asked."""
	if not taken:
		return
	rows = (
		(
			one.order.name,
			one.rule,
			one.number,
			int(one.order.reopened_count or 0),
			one.step.clock.value,
			one.step.event.value,
			due[one.order.name],
			"\n".join(one.told),
			_what_was_done(one.step),
		)
		for one in taken
	)
	given = ValueRows(_ENTRY_COLUMNS, rows)
	made = {"taken_on": now, "creation": now, "modified": now}
	made |= dict.fromkeys(("owner", "modified_by"), frappe.session.user)
	(
		frappe.qb.into(frappe.qb.DocType(ENTRY))
		.columns("name", *_ENTRY_COLUMNS, *made)
		.from_(given)
		.select(_NEXT_ENTRY, *(given[column] for column in _ENTRY_COLUMNS))
		.select(*(ParameterizedValueWrapper(value) for value in made.values()))
	).run()


def _what_was_done(step: escalation.Step) -> str:
	done = []
	if step.raise_priority:
		done.append(_("Priority raised to high"))
	if step.to_queue:
		done.append(_("Moved to the queue {0}").format(step.to_queue))
	return "\n".join(done)


def _move(one: Taken) -> None:
	"""Give the order to another queue, by the very function a hand-over uses."""
	from bank_crm.service.orders import actions

	order = frappe.get_doc(ORDER, one.order.name)
	if order.queue == one.step.to_queue and not order.handler:
		return
	reason = _("Escalated by {0} at {1}.").format(one.rule, frappe.utils.format_datetime(now_datetime()))
	frappe.db.savepoint("escalated_move")
	try:
		actions.hand_over(order, None, reason, one.step.to_queue)
	except frappe.ValidationError:
		# one order that can't be moved keeps no other from being escalated; the entry says what was meant
		frappe.db.rollback(save_point="escalated_move")
		frappe.log_error(title=f"Escalation of {one.order.name}")
