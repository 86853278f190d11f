"""Another system is told: the call is kept here and made by `calls.py`, again and again until it is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from pypika.terms import PseudoColumn, ValueWrapper

from bank_crm.domain.journey_enums import CallState, StepResult
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.journeys import calls
from bank_crm.marketing.journeys.actions import JourneyAction, Outcome, Work
from bank_crm.marketing.responses import Reference
from bank_crm.name_list import NameList
from bank_crm.value_rows import ValueRows


def _fields() -> list[dict[str, Any]]:
	return [
		{
			"fieldname": "target",
			"fieldtype": "Link",
			"options": calls.TARGET,
			"label": _("System"),
			"filters": {"enabled": 1},
			"reqd": 1,
		},
		{
			"fieldname": "event",
			"fieldtype": "Data",
			"label": _("Name of the Event"),
			"description": _("What the other system is told has happened, e.g. first_purchase_offer."),
			"reqd": 1,
		},
	]


def _check(settings: Mapping[str, Any]) -> list[str]:
	found = []
	if not frappe.db.get_value(calls.TARGET, settings.get("target"), "enabled"):
		found.append(_("choose a system that is switched on."))
	event = str(settings.get("event") or "")
	if not event or len(event) > 60:
		found.append(_("name the event, in at most {0} characters.").format(60))
	return found


def _perform(work: Work) -> dict[int, Outcome]:
	target = str(work.step.settings["target"])
	if not frappe.db.get_value(calls.TARGET, target, "enabled"):
		off = Outcome(StepResult.SKIPPED, _("The system is switched off."))
		return {run.name: off for run in work.runs}
	rows = [
		(
			run.customer,
			run.name,
			work.key(run),
			json.dumps(
				{
					"event": work.step.settings["event"],
					"journey": work.journey,
					"step": work.step.key,
					"customer": run.customer,
					"at": work.now.isoformat(timespec="seconds"),
				}
			),
		)
		for run in work.runs
	]
	own = ("customer", "run", "call_key", "payload")
	shared = {
		"creation": work.now,
		"modified": work.now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"target": target,
		"journey": work.journey,
		"state": CallState.WAITING.value,
		"attempts": 0,
		"next_at": work.now,
	}
	table, given = frappe.qb.DocType(calls.CALL), ValueRows(own, rows)
	query = frappe.qb.into(table).columns("name", *own, *shared).from_(given)
	query = query.select(PseudoColumn("nextval(`bank_webhook_call_id_seq`)"), *(given[name] for name in own))
	query.select(*(ValueWrapper(value) for value in shared.values())).run()
	enqueue_once(calls.JOB, calls.JOB, minutes=30)
	keys = NameList([work.key(run) for run in work.runs])
	made = dict(
		frappe.qb.from_(table).select(table.call_key, table.name).where(keys.holds(table.call_key)).run()
	)
	return {run.name: Outcome(reference=Reference(calls.CALL, str(made[work.key(run)]))) for run in work.runs}


ACTION = JourneyAction(lambda: _("Webhook"), _fields, _check, _perform)
