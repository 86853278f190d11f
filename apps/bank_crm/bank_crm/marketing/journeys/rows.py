"""Claiming customers on their way, and writing back where they are: a few statements for thousands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

import frappe
from frappe.query_builder.functions import Cast
from frappe.utils import now_datetime
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.domain.journey_enums import RunState
from bank_crm.marketing.journeys.actions import Run
from bank_crm.marketing.journeys.definition import LOG, RUN
from bank_crm.value_rows import ValueRows

_RUN = tuple(one.name for one in fields(Run))
#: What a step may change.
_STORED = (
	"version",
	"step",
	"step_title",
	"waiting",
	"due_at",
	"visits",
	"attempts",
	"state",
	"note",
	"goal_at",
	"left_at",
	"left_because",
)


@dataclass(frozen=True, slots=True)
class Entry:
	"""One line of the log."""

	run: int
	customer: str
	version: str
	step: str
	step_title: str
	kind: str
	result: str
	branch: str | None
	note: str | None
	reference_doctype: str | None
	reference_name: str | None
	step_key: str


def claim(journey: str, limit: int, *, after: int | None = None) -> list[Run]:
	"""Lock up to `limit` customers who are due, the longest waiting first; rows another worker holds are passed over.

	With `after`, whoever is under way, by name from there on. The locks last until the caller commits.
	"""
	run = frappe.qb.DocType(RUN)
	query = frappe.qb.from_(run).select(*(run[column] for column in _RUN))
	query = query.where((run.journey == journey) & (run.state == RunState.ACTIVE.value))
	if after is None:
		query = query.where(run.due_at <= now_datetime()).orderby(run.due_at)
	else:
		query = query.where(run.name > after).orderby(run.name)
	found = query.limit(limit).for_update(skip_locked=True).run()
	return [Run(*row) for row in found]


def store(runs: Collection[Run], now: datetime) -> None:
	"""Write back where customers are."""
	if not runs:
		return
	table = frappe.qb.DocType(RUN)
	columns = ("run", *(f"new_{name}" for name in _STORED))
	given = ValueRows(columns, map(attrgetter("name", *_STORED), runs))
	query = frappe.qb.update(table).join(given).on(table.name == Cast(given.run, "UNSIGNED"))
	for column in _STORED:
		query = query.set(table[column], given[f"new_{column}"])
	query.set(table.modified, now).run()


def write_log(journey: str, entries: Sequence[Entry], now: datetime) -> None:
	"""Add to the log. A step that is there already fails the transaction: nothing is done twice."""
	if not entries:
		return
	table = frappe.qb.DocType(LOG)
	own = tuple(one.name for one in fields(Entry))
	shared = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"journey": journey,
		"happened_at": now,
	}
	given = ValueRows(own, map(attrgetter(*own), entries))
	query = frappe.qb.into(table).columns("name", *own, *shared).from_(given)
	query = query.select(
		PseudoColumn("nextval(`bank_journey_step_log_id_seq`)"), *(given[name] for name in own)
	)
	query.select(*(ValueWrapper(value) for value in shared.values())).run()
