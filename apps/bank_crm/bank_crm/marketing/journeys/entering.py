"""Letting customers into a journey: one INSERT … SELECT for a trigger's events, each event once (MKT-14).

The row's unique key names the journey, the customer and – where he or she may enter again – the event. Rows and the
moment looked up to are stored in one transaction, so a job that was killed is simply done again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
from frappe.query_builder import CustomFunction, Table
from frappe.query_builder.functions import Concat
from frappe.utils import cint, getdate, now_datetime
from pypika.analytics import RowNumber
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, Not, PseudoColumn, Values, ValueWrapper

from bank_crm.domain import journeys
from bank_crm.domain.journey_enums import JourneyState, ReEntry, RunState
from bank_crm.domain.journeys import Step
from bank_crm.marketing.journeys import triggers, versions
from bank_crm.marketing.journeys.definition import ENTRY, JOURNEY, RUN

#: Events of whole days are looked for so often.
EVERY = timedelta(minutes=30)
_subtract_days = CustomFunction("SUBDATE", ["day", "days"])
_COLUMNS = (
	"name",
	"state",
	*ENTRY,
	"ends_on",
	"current_version",
	"started_at",
	"looked_at",
)


def enter(name: str, now: datetime | None = None, *, force: bool = False) -> int:
	"""Let in whoever has had the journey's event since it was last looked for; returns how many. The caller commits.

	`force` looks for events of whole days now, even if that was done a few minutes ago.
	"""
	now = now or now_datetime()
	# one look at a time: the row is held until the moment looked up to is stored
	journey = frappe.db.get_value(JOURNEY, name, _COLUMNS, as_dict=True, for_update=True)
	if not journey or journey.state != JourneyState.RUNNING.value:
		return 0
	if journey.ends_on and getdate(journey.ends_on) < now.date():
		return 0
	fresh = journey.looked_at > journey.started_at and now - journey.looked_at < EVERY
	if journey.trigger in triggers.BY_DAY and fresh and not force:
		return 0
	start = _start_of(journey.current_version)
	entered = sum(
		_insert(journey, query, start, now) for query in triggers.find(triggers.Search(journey, now))
	)
	frappe.db.set_value(JOURNEY, name, "looked_at", now, update_modified=False)
	return entered


def _start_of(version: str) -> Step:
	definition = journeys.read(versions.content_of(version))
	return definition.by_key()[definition.start]


def _insert(journey: frappe._dict, events: QueryBuilder, start: Step, now: datetime) -> int:
	table, found = frappe.qb.DocType(RUN), events.as_("found")
	once = ReEntry(journey.re_entry) is ReEntry.NEVER
	key: list[object] = [journey.name, ":", found.customer]
	if not once:
		key += [":", found.event_key]
	chosen = (
		frappe.qb.from_(found)
		.select(found.customer, found.event_key, found.event_at, found.event_on, Concat(*key).as_("run_key"))
		.where(Not(_was_in(journey, found)))
	)
	if ReEntry(journey.re_entry) is not ReEntry.ALWAYS:
		# of several events at once the first one counts; the rule is asked about the others with the next look
		chosen = chosen.select(
			RowNumber().over(found.customer).orderby(found.event_at, found.event_key).as_("turn")
		)
	chosen = chosen.as_("chosen")
	constants = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"journey": journey.name,
		"version": journey.current_version,
		"state": RunState.ACTIVE.value,
		"step": start.key,
		"step_title": start.title,
		"waiting": 0,
		"due_at": now,
		"entered_at": now,
		"visits": 0,
		"attempts": 0,
	}
	own = ("customer", "event_key", "event_at", "event_on", "run_key")
	query = (
		frappe.qb.into(table)
		.columns("name", *own, *constants)
		.from_(chosen)
		.select(PseudoColumn("nextval(`bank_journey_run_id_seq`)"), *(chosen[column] for column in own))
		.select(*(ValueWrapper(value) for value in constants.values()))
	)
	if ReEntry(journey.re_entry) is not ReEntry.ALWAYS:
		query = query.where(chosen.turn == 1)
	query.on_duplicate_key_update(table.run_key, Values(table.run_key)).run()
	return max(0, frappe.db._cursor.rowcount)


def _was_in(journey: frappe._dict, found: Table) -> Criterion:
	"""Whether an earlier entry keeps the customer out, judged by when the event happened, not by when it is found."""
	before = frappe.qb.DocType(RUN).as_("before")
	query = frappe.qb.from_(before).select(before.name)
	query = query.where((before.journey == journey.name) & (before.customer == found.customer))
	rule = ReEntry(journey.re_entry)
	if rule is ReEntry.ALWAYS:
		query = query.where(before.event_key == found.event_key)
	elif rule is ReEntry.AFTER_DAYS:
		lately = before.event_at > _subtract_days(found.event_at, cint(journey.re_entry_days))
		inside = before.left_at.isnull() | (before.left_at > found.event_at)
		query = query.where(lately | inside)
	return ExistsCriterion(query)
