"""What a relationship manager has to do for customers: today, overdue, this week (CAR-04, CAR-07, CAR-10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.builder import MySQLQueryBuilder
from frappe.query_builder.functions import Count
from frappe.utils import getdate, today

from bank_crm.customer.care import gifts
from bank_crm.customer.day.registry import DayContext, DayPart, sections
from bank_crm.domain.care import CareChannel, CareResponse, CareStatus
from bank_crm.permissions import roles, scope
from bank_crm.yes_no import is_yes

TASK = "Bank Care Task"
MOST_TASKS = 100
WEEK = timedelta(days=7)


class DayTask(TypedDict):
	"""One task as the page shows it; the mobile number is a mask."""

	name: int
	customer: str
	customer_name: str
	tier: str | None
	mobile: str | None
	subject: str
	occasion: str
	occasion_on: date | None
	due_on: date
	days_late: int
	priority: str
	status: str
	responsible: str | None
	greeting: str | None
	delivery_status: str | None
	gift: str | None
	gift_status: str | None
	response: str | None


class Part(TypedDict):
	"""At most a hundred tasks and how many there are."""

	count: int
	tasks: list[DayTask]


class Day(TypedDict):
	"""The page's parts. `team` tells whether the tasks of other people are shown, `may_lead` whether they may be."""

	day: date
	team: bool
	may_lead: bool
	overdue: Part
	today: Part
	week: Part
	done: Part


@frappe.whitelist()
def my_day(team: bool = False) -> Day:
	"""Return the open tasks of the session's user and what was finished today.

	With `team`, for branch managers, those of everybody whose customers they may see.
	"""
	frappe.has_permission(TASK, "read", throw=True)
	user, day = frappe.session.user, getdate(today())
	may_lead = _may_lead(user)
	team = may_lead and is_yes(team)
	task = frappe.qb.DocType(TASK)
	mine = _tasks(task, None if team else user)
	still_open = mine.where(task.status == CareStatus.OPEN.value)
	finished = mine.where(task.status.isin([CareStatus.DONE.value, CareStatus.SKIPPED.value]))
	return {
		"day": day,
		"team": team,
		"may_lead": may_lead,
		"overdue": _part(still_open.where(task.due_on < day), task, day),
		"today": _part(still_open.where(task.due_on == day), task, day),
		"week": _part(still_open.where((task.due_on > day) & (task.due_on <= day + WEEK)), task, day),
		"done": _part(finished.where(task.done_at >= day), task, day),
	}


@frappe.whitelist()
def around(team: bool = False) -> list[DayPart]:
	"""Return what else the day brings: targets, leads, opportunities, follow-ups, maturities, birthdays, orders, notices.

	Every row is one the session's user may see, and his or her own; with `team`, for branch managers, the parts that
	can tell of a whole team tell of everybody's.
	"""
	frappe.has_permission(TASK, "read", throw=True)
	context = DayContext.of_session(team=is_yes(team) and _may_lead(frappe.session.user))
	return sections(context)


@frappe.whitelist(methods=["POST"])
def finish(task: int, status: str, response: str = "", channel: str = "", note: str = "") -> str:
	"""End a task as Done or Skipped, or open it again; returns the new status.

	Raises PermissionError for somebody else's customer, ValidationError for a word that is none of ours.
	"""
	frappe.has_permission(TASK, "write", throw=True)
	doc = _task(task)
	if status not in (CareStatus.DONE.value, CareStatus.SKIPPED.value, CareStatus.OPEN.value):
		frappe.throw(_("Unknown status."))
	if response and response not in CareResponse.values():
		frappe.throw(_("Unknown response."))
	if channel and channel not in CareChannel.values():
		frappe.throw(_("Unknown channel."))
	doc.status = status
	doc.response = response or doc.response
	doc.channel = channel or doc.channel
	doc.note = note or doc.note
	doc.save()
	return str(doc.status)


@frappe.whitelist(methods=["POST"])
def gift_step(task: int, step: str) -> str:
	"""Ship, deliver or return a task's gift; returns its new state. ValidationError where that cannot be."""
	frappe.has_permission(TASK, "write", throw=True)
	doc = _task(task)
	if step not in gifts.STEPS:
		frappe.throw(_("Unknown step."))
	gifts.take_step(doc, step)
	doc.save()
	return str(doc.gift_status)


def _may_lead(user: str) -> bool:
	return user == "Administrator" or roles.has_any(user, [roles.BRANCH_MANAGER, roles.ADMINISTRATOR])


def _task(name: int) -> frappe.model.document.Document:
	"""Return a task the user may change; PermissionError for any other."""
	doc = frappe.get_doc(TASK, name)
	doc.check_permission("write")
	return doc


def _tasks(task: Table, user: str | None) -> MySQLQueryBuilder:
	"""The tasks of one user, or of everybody, among the rows the session's user may see."""
	query = frappe.qb.from_(task)
	condition = scope.criterion(TASK, table=task)
	if condition is not None:
		query = query.where(condition)
	return query if user is None else query.where(task.assigned_to == user)


def _part(query: MySQLQueryBuilder, task: Table, day: date) -> Part:
	customer, person = frappe.qb.DocType("Bank Customer"), frappe.qb.DocType("User")
	rows = (
		query.inner_join(customer)
		.on(customer.name == task.customer)
		.left_join(person)
		.on(person.name == task.assigned_to)
		.select(
			task.name,
			task.customer,
			customer.customer_name,
			customer.tier,
			customer.mobile,
			task.subject,
			task.occasion,
			task.occasion_on,
			task.due_on,
			task.priority,
			task.status,
			person.full_name.as_("responsible"),
			task.greeting,
			task.delivery_status,
			task.gift,
			task.gift_status,
			task.response,
		)
		.orderby(task.due_on)
		.orderby(task.name)
		.limit(MOST_TASKS)
	).run(as_dict=True)
	count = len(rows) if len(rows) < MOST_TASKS else query.select(Count("*")).run()[0][0]
	return {"count": count, "tasks": [{**row, "days_late": max(0, (day - row.due_on).days)} for row in rows]}
