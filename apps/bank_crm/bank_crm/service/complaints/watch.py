"""The daily look at complaints: what is due soon, what is late, and who hears of it (SVC-11, SVC-17)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_days, getdate, today
from pypika.terms import Criterion

from bank_crm import notices
from bank_crm.domain.complaint_enums import ComplaintState, Timeliness
from bank_crm.domain.service_enums import ClockState
from bank_crm.permissions import roles
from bank_crm.service.complaints import terms
from bank_crm.service.levels import recipients

COMPLAINT, ORDER = "Bank Complaint", "Bank Work Order"
_JUDGED = (ClockState.MET.value, ClockState.MISSED.value)
_ANSWERED = (ComplaintState.REPLIED.value, ComplaintState.CLOSED.value, ComplaintState.WITHDRAWN.value)


def run(day: date | None = None) -> dict[str, int]:
	"""Mark complaints that have become due soon or late, and tell who has to act; returns how many of each.

	Each is told once for either, however often this runs.
	"""
	day = day or getdate(today())
	found = {}
	for state in (Timeliness.LATE, Timeliness.DUE_SOON):
		rows = _turned(state, day)
		_mark([row.name for row in rows], state)
		_tell(rows, state)
		found[state.value] = len(rows)
	return found


def _turned(state: Timeliness, day: date) -> list[frappe._dict]:
	complaint, order = frappe.qb.DocType(COMPLAINT), frappe.qb.DocType(ORDER)
	return (
		frappe.qb.from_(complaint)
		.inner_join(order)
		.on(order.name == complaint.work_order)
		.select(
			complaint.name, complaint.investigator, complaint.due_on, order.handler, order.queue, order.branch
		)
		.where(complaint.state.notin(_ANSWERED) & _passed(state, day))
		.where(complaint.on_time.isnull() | (complaint.on_time != state.value))
		# judged without an answer: by the system it was loaded from; that stays
		.where(
			order.answered_on.isnotnull()
			| order.resolution_clock.isnull()
			| order.resolution_clock.notin(_JUDGED)
		)
		.orderby(complaint.due_on)
		.run(as_dict=True)
	)


def _passed(state: Timeliness, day: date) -> Criterion:
	due = frappe.qb.DocType(COMPLAINT).due_on
	if state is Timeliness.LATE:
		return due < day
	return (due >= day) & (due <= add_days(day, terms.warn_days()))


def _mark(names: list[str], state: Timeliness) -> None:
	if names:
		complaint = frappe.qb.DocType(COMPLAINT)
		frappe.qb.update(complaint).set(complaint.on_time, state.value).where(
			complaint.name.isin(names)
		).run()
		for name in names:
			frappe.clear_document_cache(COMPLAINT, name)


def _tell(rows: list[frappe._dict], state: Timeliness) -> None:
	"""The investigator and the handler hear of both; branch managers and compliance of what is late."""
	around = recipients.of_orders(rows)
	late = state is Timeliness.LATE
	compliance = notices.holders([roles.COMPLIANCE_OFFICER]) if late and rows else []
	told: defaultdict[str, list[frappe._dict]] = defaultdict(list)
	for row in rows:
		users = {row.investigator, *around.whom(row, "Handler")} - {None, ""}
		if late:
			users |= {*around.whom(row, "Branch Manager"), *compliance}
		for user in users:
			told[user].append(row)
	notices.tell_all(
		notices.Notice([user], lambda lang, of=theirs: _say(of, late, lang), COMPLAINT, theirs[0].name)
		for user, theirs in told.items()
	)


def _say(rows: list[frappe._dict], late: bool, lang: str) -> str:
	first = rows[0]
	if len(rows) == 1:
		text = _("Complaint {0} is late", lang=lang) if late else _("Complaint {0} is due soon", lang=lang)
		return text.format(first.name)
	if late:
		return _("{0} complaints are late, the first is {1}", lang=lang).format(len(rows), first.name)
	return _("{0} complaints are due soon, the first is {1}", lang=lang).format(len(rows), first.name)
