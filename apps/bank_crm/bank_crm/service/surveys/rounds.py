"""The rounds of plans: opened when they are due, closed when their time is over (SUR-02).

`run_due` is the hourly job. Each step is repeatable and stands for itself: a round that was being prepared when the
job was stopped is prepared to its end the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Table
from frappe.utils import add_days, cint, getdate, now_datetime, today
from pypika.terms import Criterion

from bank_crm.domain.survey_enums import (
	CloseReason,
	InvitationState,
	RoundState,
	SurveyFrequency,
	SurveyState,
)
from bank_crm.domain.survey_schedule import next_after
from bank_crm.service.surveys import audience, invitations

PLAN, ROUND, SURVEY = "Bank Survey Plan", "Bank Survey Round", "Bank Survey"


def run_due(*, commit: bool = False) -> dict[str, int]:
	"""Close what is over, open what is due, invite; returns how many rounds each. `commit` is for jobs only."""
	counts = {"closed": close_over(), "opened": 0, "prepared": 0}
	_keep(commit)
	for name in _due_plans():
		counts["opened"] += int(_attempt(name, partial(open_round, name), commit))
	for round_name in _to_prepare():
		counts["prepared"] += int(_attempt(round_name, partial(prepare, round_name, commit=commit), commit))
	return counts


def open_round(plan_name: str) -> str | None:
	"""Open the round that is due and set the plan's next day; None where there is nothing to ask (any more).

	The plan is locked: two jobs at once open one round.
	"""
	plan = frappe.get_doc(PLAN, plan_name, for_update=True)
	if not plan.enabled or not plan.next_on or getdate(plan.next_on) > getdate(today()):
		return None
	survey = frappe.db.get_value(SURVEY, plan.survey, ["state", "current_version"], as_dict=True)
	period = str(plan.next_on)
	_set_next(plan)
	if survey.state != SurveyState.PUBLISHED.value:
		return None
	return _new_round(plan, survey.current_version, period)


def prepare(round_name: str, *, commit: bool = False) -> int:
	"""Write the invitations of a round and open it; of an open round about work orders, those that came since.

	Returns how many are invited.
	"""
	round_ = frappe.get_doc(ROUND, round_name)
	plan = frappe.get_doc(PLAN, round_.plan)
	invited = 0
	if not plan.shared_link:
		invited = invitations.invite(plan, round_, commit=commit)
	size = invitations.size_of(plan) if not plan.shared_link else 0
	table = frappe.qb.DocType(ROUND)
	(
		frappe.qb.update(table)
		.set(table.audience_size, max(size, invited))
		.set(table.invited, invited)
		.set(table.left_out, max(size - invited, 0))
		.set(table.state, RoundState.OPEN.value)
		.set(table.modified, now_datetime())
		.where((table.name == round_name) & (table.state != RoundState.CLOSED.value))
	).run()
	return invited


def close_over() -> int:
	"""Close the rounds whose time is over and let their invitations expire; returns how many rounds."""
	return _close(CloseReason.TIME_OVER, lambda table: table.closes_on < now_datetime())


def stop_all(survey: str) -> int:
	"""Close every round of a survey that is ended."""
	return _close(CloseReason.STOPPED, lambda table: table.survey == survey)


def stop(round_name: str) -> int:
	"""Close one round."""
	return _close(CloseReason.STOPPED, lambda table: table.name == round_name)


def _close(reason: CloseReason, which: Callable[[Table], Criterion]) -> int:
	table = frappe.qb.DocType(ROUND)
	open_states = (RoundState.PREPARING.value, RoundState.OPEN.value)
	(
		frappe.qb.update(table)
		.set(table.state, RoundState.CLOSED.value)
		.set(table.close_reason, reason.value)
		.set(table.modified, now_datetime())
		.where(table.state.isin(open_states) & which(table))
	).run()
	closed = frappe.db._cursor.rowcount
	_expire_invitations()
	return closed


def _expire_invitations() -> None:
	"""Whoever was not asked before the round closed is not asked any more; answers under way end with it too."""
	invitation, round_ = frappe.qb.DocType(invitations.INVITATION), frappe.qb.DocType(ROUND)
	closed = frappe.qb.from_(round_).select(round_.name).where(round_.state == RoundState.CLOSED.value)
	pending = (InvitationState.WAITING.value, InvitationState.SENT.value)
	(
		frappe.qb.update(invitation)
		.set(invitation.state, InvitationState.EXPIRED.value)
		.where(invitation.state.isin(pending) & invitation.round.isin(closed))
	).run()


def _due_plans() -> list[str]:
	return frappe.get_all(
		PLAN,
		filters={"enabled": 1, "next_on": ("<=", today())},
		pluck="name",
		order_by="next_on asc",
		limit=0,
	)


def _to_prepare() -> list[str]:
	"""Rounds being prepared, and open ones about work orders, which new orders join."""
	table, plan = frappe.qb.DocType(ROUND), frappe.qb.DocType(PLAN)
	query = (
		frappe.qb.from_(table)
		.inner_join(plan)
		.on(plan.name == table.plan)
		.select(table.name)
		.where(
			(table.state == RoundState.PREPARING.value)
			| (
				(table.state == RoundState.OPEN.value)
				& (plan.audience_doctype == audience.ORDER)
				& (plan.shared_link == 0)
			)
		)
		.orderby(table.creation)
	)
	return query.run(pluck=True)


def _new_round(plan: Document, version: str, period: str) -> str:
	opened = now_datetime()
	return str(
		frappe.get_doc(
			{
				"doctype": ROUND,
				"plan": plan.name,
				"survey": plan.survey,
				"version": version,
				"period_key": period,
				"round_key": f"{plan.name}:{period}",
				"state": RoundState.PREPARING.value,
				"opened_on": opened,
				"closes_on": add_days(opened, max(cint(plan.open_days), 1)),
			}
		)
		.insert(ignore_permissions=True)  # rounds come into being by their plan alone
		.name
	)


def _set_next(plan: Document) -> None:
	last = getdate(plan.ends_on) if plan.ends_on else None
	following = next_after(getdate(plan.starts_on), SurveyFrequency(plan.frequency), getdate(today()), last)
	frappe.db.set_value(PLAN, plan.name, "next_on", following, update_modified=False)


def _attempt(name: str, step: Callable[[], object], commit: bool) -> bool:
	"""One that fails is noted in the error log, and the others go on."""
	frappe.db.savepoint("survey_round")
	try:
		done = step()
	except frappe.ValidationError:
		frappe.db.rollback(save_point="survey_round")
		frappe.log_error(title=_("Survey round not opened: {0}").format(name))
		frappe.clear_messages()
		_keep(commit)
		return False
	_keep(commit)
	return done is not None


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each round stands for itself
