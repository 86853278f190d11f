"""What the scheduler and the queue start: looking for events, taking customers on, telling other systems (MKT-14)."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from bank_crm.domain.journey_enums import JourneyState, RunState
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.journeys import advancing, calls, entering, leaving, states
from bank_crm.marketing.journeys.definition import JOURNEY, RUN

#: Beyond so many due customers a second worker takes part.
PER_LANE = 10_000
MOST_LANES = 2


def tick() -> None:
	"""Every minute: hand each running journey to a worker, and the calls that are due."""
	run, journey = frappe.qb.DocType(RUN), frappe.qb.DocType(JOURNEY)
	due = (
		frappe.qb.from_(run)
		.select(run.journey, Count("*"))
		.where((run.state == RunState.ACTIVE.value) & (run.due_at <= now_datetime()))
		.groupby(run.journey)
	)
	running = frappe.qb.from_(journey).select(journey.name).where(journey.state == JourneyState.RUNNING.value)
	names = running.run(pluck=True)
	counts = dict(due.where(run.journey.isin(names)).run()) if names else {}
	for name in names:
		for lane in range(min(1 + counts.get(name, 0) // PER_LANE, MOST_LANES)):
			states.enqueue(name, lane)
	if calls.waiting():
		enqueue_once(calls.JOB, calls.JOB, minutes=30)


def run_journey(journey: str, lane: int = 0) -> None:
	"""Let customers in and take those who are due on (job); one lane looks for events."""
	if lane == 0:
		entering.enter(journey)
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - who has entered is kept, whatever happens to a step
	advancing.advance(journey, commit=True)


def look_for_goals() -> None:
	"""Every ten minutes: let those go who reached the goal, or must leave, while they wait (job)."""
	rows = frappe.get_all(
		JOURNEY,
		filters={"state": JourneyState.RUNNING.value},
		fields=["name", "goal_kind", "exit_conditions"],
	)
	for row in rows:
		if row.goal_kind or row.exit_conditions:
			leaving.sweep(row.name, commit=True)


def make_calls() -> None:
	"""Tell other systems what is due (job)."""
	calls.make_due(commit=True)
