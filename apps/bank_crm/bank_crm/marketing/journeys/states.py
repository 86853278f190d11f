"""What starting, pausing and ending a journey ask for and do (MKT-14, MKT-21).

Pausing waits for whoever takes customers on at this moment: the rows that are due are locked, and a worker that claims
after that sees the journey paused.
"""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.customer import checks
from bank_crm.domain.journey_enums import JourneyState as State
from bank_crm.domain.journey_enums import LeftBecause, RunState
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.journeys import approval, definition, versions
from bank_crm.marketing.journeys.definition import JOURNEY, RUN
from bank_crm.permissions import roles

JOB = "bank_crm.marketing.journeys.jobs.run_journey"
RUNNERS = (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)
STEPS = {
	State.DRAFT: (State.PENDING, State.RUNNING),
	State.PENDING: (State.APPROVED, State.DRAFT, State.PAUSED),
	State.APPROVED: (State.RUNNING, State.DRAFT, State.PAUSED),
	State.RUNNING: (State.PAUSED, State.ENDED),
	State.PAUSED: (State.PENDING, State.RUNNING, State.ENDED),
	State.ENDED: (),
}
#: Rows that become due within so many minutes are waited for too.
_AHEAD = timedelta(minutes=15)


def check(journey: Document, before: State, after: State) -> None:
	"""Refuse a step that is none, that others take, or that something is missing for."""
	back = before in (State.PENDING, State.APPROVED) and after in (State.DRAFT, State.PAUSED)
	if after not in STEPS[before] or (back and after is not approval.before_handing_in(journey)):
		checks.refuse(journey, "state", _("{0} does not follow {1}.").format(_(after.value), _(before.value)))
	user = frappe.session.user
	if user != "Administrator" and not journey.flags.bank_matrix and not roles.has_any(user, RUNNERS):
		frappe.throw(_("Only marketing starts, pauses and ends journeys."), frappe.PermissionError)
	if after in (State.PENDING, State.RUNNING):
		definition.refuse(journey)
	approval.check(journey, before, after)


def follow(journey: Document, before: State, after: State) -> None:
	"""Do what a step means, in the transaction that stores it."""
	name = str(journey.name)
	approval.follow(journey, before, after)
	if after is State.RUNNING:
		versions.make(journey)
		if not journey.started_at:
			now = now_datetime()
			frappe.db.set_value(JOURNEY, name, {"started_at": now, "looked_at": now}, update_modified=False)
			journey.started_at = journey.looked_at = now
		enqueue(name)
	elif before is State.RUNNING:
		_wait_for_workers(name)
	if after is State.ENDED:
		_let_go(name)
		journey.ended_at = now_datetime()
		frappe.db.set_value(JOURNEY, name, "ended_at", journey.ended_at, update_modified=False)


def enqueue(name: str, lane: int = 0) -> None:
	"""Have a journey looked after by a worker, once however often it is asked for; lanes work side by side."""
	enqueue_once(JOB, f"journey:{name}:{lane}", minutes=60, journey=name, lane=lane)


def _wait_for_workers(name: str) -> None:
	run = frappe.qb.DocType(RUN)
	due = frappe.qb.from_(run).select(run.name).where(run.journey == name)
	due = due.where((run.state == RunState.ACTIVE.value) & (run.due_at <= now_datetime() + _AHEAD))
	due.for_update().run()


def _let_go(name: str) -> None:
	run, now = frappe.qb.DocType(RUN), now_datetime()
	(
		frappe.qb.update(run)
		.set(run.state, RunState.LEFT.value)
		.set(run.left_because, LeftBecause.JOURNEY_ENDED.value)
		.set(run.left_at, now)
		.set(run.modified, now)
		.where((run.journey == name) & (run.state == RunState.ACTIVE.value))
	).run()
