"""A journey's figures for its form, and a customer's journeys for his or her page (MKT-14, MKT-22)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Count
from pypika.terms import Criterion

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Listing, Panel, Source
from bank_crm.customer.segments import population
from bank_crm.domain.journey_enums import RunState, StepKind, StepResult
from bank_crm.marketing.journeys import versions
from bank_crm.marketing.journeys.definition import JOURNEY, LOG, RUN, VERSION
from bank_crm.permissions import scope

MOST = 5
HISTORY = 20


def figures(name: str) -> dict[str, Any]:
	"""Return how many customers are, were and reached the goal, per step and in all; figures only, nobody's name.

	Marketing counts the whole bank's, others the customers they see (ANA-14).
	"""
	run, log = frappe.qb.DocType(RUN), frappe.qb.DocType(LOG)
	runs, logged = _counted(RUN, run, name), _counted(LOG, log, name)
	states = frappe.qb.from_(run).select(run.state, Count("*")).where(runs).groupby(run.state)
	here = frappe.qb.from_(run).select(run.step, Count("*"))
	here = here.where(runs & (run.state == RunState.ACTIVE.value)).groupby(run.step)
	failed = frappe.qb.from_(run).select(run.step, Count("*"))
	failed = failed.where(runs & (run.state == RunState.FAILED.value)).groupby(run.step)
	passed = frappe.qb.from_(log).select(log.step, log.branch, Count(log.run).distinct())
	passed = passed.where(logged).groupby(log.step, log.branch)
	steps: dict[str, dict[str, Any]] = {
		key: {"here": 0, "failed": 0, "passed": 0, "branches": {}} for key in versions.step_keys(name)
	}
	for field, query in (("here", here), ("failed", failed)):
		for key, count in query.run():
			if key in steps:
				steps[key][field] = count
	for key, branch, count in passed.run():
		if key not in steps:
			continue
		steps[key]["passed"] += count
		if branch:
			steps[key]["branches"][branch] = count
	counts = dict(states.run())
	return {
		"states": [
			{"state": state, "label": _(state, context=RUN), "count": counts.get(state, 0)}
			for state in RunState.values()
		],
		"entered": sum(counts.values()),
		"steps": steps,
		"versions": frappe.get_all(
			VERSION,
			filters={"journey": name},
			fields=["name", "version_no", "made_at", "made_by", "changes"],
			order_by="version_no desc",
			limit=HISTORY,
		),
	}


def _counted(doctype: str, table: Table, journey: str) -> Criterion:
	user = population.asked_as(frappe.session.user)
	seen = scope.criterion(doctype, user, table) if user else None
	of_journey = table.journey == journey
	return of_journey if seen is None else of_journey & seen


def journeys(context: PageContext) -> Listing | None:
	"""The latest journeys the customer entered, and how far he or she is."""
	run, journey = frappe.qb.DocType(RUN), frappe.qb.DocType(JOURNEY)
	rows = (
		context.rows(run)
		.inner_join(journey)
		.on(journey.name == run.journey)
		.select(run.name, run.state, run.entered_at, run.left_because)
		.select(journey.journey_name)
		.orderby(run.entered_at, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return {
		"title": _("Journeys"),
		"rows": [
			{
				"title": row.journey_name,
				"note": _(row.left_because, context=RUN) if row.left_because else None,
				"status": _(row.state, context=RUN),
				"on": row.entered_at.date(),
				"doctype": RUN,
				"name": str(row.name),
			}
			for row in rows
		],
	}


def step_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""What journeys did for the customer: actions, not waits and questions. Messages are there by themselves."""
	log, journey = frappe.qb.DocType(LOG), frappe.qb.DocType(JOURNEY)
	steering = [*StepKind.values(), "Message"]
	query = (
		context.rows(log)
		.inner_join(journey)
		.on(journey.name == log.journey)
		.select(log.name, log.step_title, log.result, log.happened_at.as_("at"), journey.journey_name)
		.where(log.kind.notin(steering))
	)
	return [
		{
			"kind": "journey",
			"at": row.at,
			"name": str(row.name),
			"doctype": LOG,
			"title": row.step_title,
			"context": LOG,
			"note": None,
			"text": row.journey_name,
			"outcome": row.result if row.result != StepResult.DONE.value else None,
		}
		for row in latest(query, log, "happened_at", until, most)
	]


PANELS = {"journeys": Panel(journeys, (RUN, JOURNEY))}
SOURCES = (Source(("journey",), step_entries, (LOG, JOURNEY)),)
