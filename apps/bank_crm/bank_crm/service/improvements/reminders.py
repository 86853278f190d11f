"""Traces and measures nobody forgets: their people are told before the day, on it, and weekly after it (SVC-08, SVC-18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import getdate, today

from bank_crm import notices
from bank_crm.domain.intake_enums import TraceState
from bank_crm.service import supervisors
from bank_crm.service.improvements.actions import IMPROVEMENT, WORKING

TRACE = "Bank Rating Trace"
BEFORE_DAYS = 2
AGAIN_DAYS = 7
#: So long after the day the person above is told too.
ESCALATE_DAYS = 7
PER_RUN = 5_000


@dataclass(frozen=True, slots=True)
class _Kind:
	doctype: str
	states: tuple[str, ...]


_KINDS = (
	_Kind(TRACE, (TraceState.OPEN.value, TraceState.CAUSE_FOUND.value)),
	_Kind(IMPROVEMENT, WORKING),
)


def remind(day: date | None = None) -> int:
	"""Tell whoever is due; returns how many were told about. Run twice on a day it tells once (job)."""
	now = getdate(day or today())
	return sum(_remind(kind, now) for kind in _KINDS)


def _remind(kind: _Kind, now: date) -> int:
	rows = frappe.get_all(
		kind.doctype,
		filters={"state": ("in", kind.states), "due_on": ("<=", now + timedelta(days=BEFORE_DAYS))},
		fields=["name", "responsible", "branch", "due_on", "reminded_on"],
		order_by="due_on asc",
		limit=PER_RUN,
	)
	told = 0
	for row in rows:
		if not _is_time(getdate(row.due_on), row.reminded_on and getdate(row.reminded_on), now):
			continue
		people = [row.responsible]
		if (now - getdate(row.due_on)).days >= ESCALATE_DAYS:
			people.append(supervisors.of(row.responsible, row.branch))
		notices.tell(people, _say(getdate(row.due_on), now), kind.doctype, row.name, by="Administrator")
		frappe.db.set_value(kind.doctype, row.name, "reminded_on", now, update_modified=False)
		told += 1
	return told


def _is_time(due: date, told: date | None, now: date) -> bool:
	"""Before the day once, on the day once, then every week."""
	if told is None:
		return True
	if now <= due:
		return now == due and told < due
	return told <= due or (now - told).days >= AGAIN_DAYS


def _say(due: date, now: date) -> notices.Say:
	if now > due:
		return lambda lang: _("Overdue since {0}: please finish or explain", lang).format(due)
	return lambda lang: _("Due on {0}", lang).format(due)
