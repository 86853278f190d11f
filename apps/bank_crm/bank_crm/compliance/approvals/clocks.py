"""The look at all running requests: reminders, what is late, decisions of people who are gone (SAL-11).

Each request stands for itself: one that fails is noted and the others go on. Doing it again at the same moment does
nothing, since every step says when it was reminded of and escalated.
"""

from __future__ import annotations

from datetime import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import cint, get_datetime, now_datetime

from bank_crm.compliance.approvals import people, requests, telling
from bank_crm.domain import approvals as rules
from bank_crm.domain.approval_enums import ApprovalState, AskedBecause, StepState, VoteState
from bank_crm.domain.contract_enums import DecisionClock

APPROVAL, STEP, VOTE = "Bank Approval", "Bank Approval Step", "Bank Approval Vote"
SAVE_POINT = "bank_approval_clock"


def run(now: datetime | None = None) -> int:
	"""Remind, escalate, pass on; returns how many requests were changed."""
	now = now or now_datetime()
	changed = 0
	for name in sorted({*_due(now), *_left_behind()}):
		frappe.db.savepoint(SAVE_POINT)
		try:
			changed += look(name, now)
		except (frappe.ValidationError, frappe.QueryTimeoutError):
			frappe.db.rollback(save_point=SAVE_POINT)
			frappe.clear_messages()
			frappe.log_error("Approval clock", reference_doctype=APPROVAL, reference_name=name)
	return changed


def look(name: str, now: datetime) -> bool:
	"""Look at one request; tells whether something was done."""
	approval = requests.lock(name)
	if approval.state != ApprovalState.RUNNING.value:
		return False
	done = _pass_on_absent(approval)
	for place, step in enumerate(approval.steps, 1):
		if step.state == StepState.OPEN.value:
			done |= _remind(approval, step, place, now) | _escalate(approval, step, place, now)
	if approval.clock == DecisionClock.IN_TIME.value and get_datetime(approval.due_at) < now:
		approval.clock = DecisionClock.LATE.value
		telling.late(approval, _open(approval), is_late=True)
		done = True
	if done:
		requests.store(approval)
	return done


def _remind(approval: Document, step: Document, place: int, now: datetime) -> bool:
	if not step.remind_at or step.reminded_at or get_datetime(step.remind_at) > now:
		return False
	step.reminded_at = now
	telling.late(approval, _open(approval, place), is_late=False)
	return True


def _escalate(approval: Document, step: Document, place: int, now: datetime) -> bool:
	if not step.due_at or step.escalated_at or get_datetime(step.due_at) >= now:
		return False
	step.escalated_at = now
	telling.late(approval, _open(approval, place), is_late=True)
	to = requests.definition(step).escalate
	for row in _rows(approval, place) if to else ():
		requests.pass_on(approval, row, AskedBecause.ESCALATION.value, to=to)
	return True


def _pass_on_absent(approval: Document) -> bool:
	"""Decisions of people whose account is closed, or who are away from today, go where they belong now."""
	presence, done = people.presence(), False
	for row in _rows(approval):
		there = people.working([row.approver])
		found = rules.stand_in(row.approver, approval.document_kind, presence) if there else None
		if found and found.user == row.approver:
			continue
		if found and found.user not in _barred(approval):
			row.state = VoteState.REPLACED.value
			requests.hand(approval, cint(row.step), found)
			done = True
		else:
			done |= requests.pass_on(approval, row, AskedBecause.ABSENCE.value)
	return done


def _barred(approval: Document) -> set[str]:
	voted = {row.approver for row in approval.votes if row.state != VoteState.REPLACED.value}
	return {approval.applicant, approval.person, *voted}


def _rows(approval: Document, place: int | None = None) -> list[Document]:
	return [
		row for row in approval.votes if row.state == VoteState.OPEN.value and place in (None, cint(row.step))
	]


def _open(approval: Document, place: int | None = None) -> set[str]:
	return {row.approver for row in _rows(approval, place)}


def _due(now: datetime) -> list[str]:
	approval, step = frappe.qb.DocType(APPROVAL), frappe.qb.DocType(STEP)
	running = approval.state == ApprovalState.RUNNING.value
	late = frappe.qb.from_(approval).select(approval.name)
	late = late.where(running & (approval.clock == DecisionClock.IN_TIME.value) & (approval.due_at < now))
	remind = (step.remind_at <= now) & step.reminded_at.isnull()
	overdue = (step.due_at < now) & step.escalated_at.isnull()
	steps = frappe.qb.from_(step).inner_join(approval).on(approval.name == step.parent).select(approval.name)
	steps = steps.where(running & (step.state == StepState.OPEN.value) & (remind | overdue))
	return [*late.run(pluck=True), *steps.run(pluck=True)]


def _left_behind() -> list[str]:
	"""Running requests that wait for somebody who is away today, delegated, or does not work here any more."""
	vote = frappe.qb.DocType(VOTE)
	waiting = frappe.qb.from_(vote).select(vote.parent, vote.approver)
	rows = waiting.where(vote.state == VoteState.OPEN.value).run()
	if not rows:
		return []
	presence, here = people.presence(), set(people.working(user for _name, user in rows))
	gone = {*presence.away, *(one.giver for one in presence.delegations)}
	return [name for name, user in rows if user in gone or user not in here]
