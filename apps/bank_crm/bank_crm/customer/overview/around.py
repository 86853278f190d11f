"""What happens around the customer: behaviour online, household, care (CUS-24, CAR-01)."""

from datetime import date, datetime
from typing import TypedDict

import frappe
from frappe import _

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Panel, Source
from bank_crm.customer.relationships import told
from bank_crm.customer.relationships.queries import HOUSEHOLD, MEMBER

EVENT = "Bank Behaviour Event"
CARE_TASK = "Bank Care Task"
LAST_EVENTS = 8
MOST_TASKS = 6


class Event(TypedDict):
	"""One step in an online channel."""

	event_type: str
	occurred_at: datetime
	channel: str | None
	page: str | None
	product_category: str | None


class CareTask(TypedDict):
	"""A care task still to be done."""

	name: int
	subject: str | None
	occasion: str | None
	occasion_on: date | None
	due_on: date | None
	assigned_to: str | None
	overdue: bool


def behaviour(context: PageContext) -> list[Event]:
	"""The last steps, the latest first."""
	table = frappe.qb.DocType(EVENT)
	return (
		context.rows(table)
		.select(table.event_type, table.occurred_at, table.channel, table.page, table.product_category)
		.orderby(table.occurred_at, order=frappe.qb.desc)
		.limit(LAST_EVENTS)
	).run(as_dict=True)


def household(context: PageContext) -> told.Household | None:
	"""The household the customer belongs to now, told as on the form: members outside the user's rows are masked."""
	name = context.facts.household
	return told.tell_household(name) if name else None


def care(context: PageContext) -> list[CareTask]:
	"""Open care tasks, the nearest first."""
	task = frappe.qb.DocType(CARE_TASK)
	rows = (
		context.rows(task)
		.select(task.name, task.subject, task.occasion, task.occasion_on, task.due_on, task.assigned_to)
		.where(task.status == "Open")
		.orderby(task.due_on)
		.limit(MOST_TASKS)
	).run(as_dict=True)
	today = context.now.date()
	return [{**row, "overdue": bool(row.due_on and row.due_on < today)} for row in rows]


def behaviour_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Steps in online channels."""
	table = frappe.qb.DocType(EVENT)
	query = context.rows(table).select(
		table.name, table.event_type, table.channel, table.page, table.occurred_at.as_("at")
	)
	return [
		{
			"kind": "behaviour",
			"at": row.at,
			"name": str(row.name),
			"doctype": EVENT,
			"title": row.event_type,
			"context": EVENT,
			"note": row.channel,
			"text": row.page,
		}
		for row in latest(query, table, "occurred_at", until, most)
	]


def care_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Care given, by the moment it was done."""
	table = frappe.qb.DocType(CARE_TASK)
	query = (
		context.rows(table)
		.select(table.name, table.subject, table.occasion, table.note, table.done_by, table.done_at.as_("at"))
		.where(table.done_at.isnotnull())
	)
	return [
		{
			"kind": "care",
			"at": row.at,
			"name": str(row.name),
			"doctype": CARE_TASK,
			"title": row.occasion,
			"context": CARE_TASK,
			"text": "\n".join(part for part in (_(row.subject, context=CARE_TASK), row.note) if part),
			"user": row.done_by,
		}
		for row in latest(query, table, "done_at", until, most)
	]


PANELS = {
	"behaviour": Panel(behaviour, (EVENT,)),
	"household": Panel(household, (HOUSEHOLD, MEMBER)),
	"care": Panel(care, (CARE_TASK,)),
}
SOURCES = (
	Source(("care",), care_entries, (CARE_TASK,)),
	Source(("behaviour",), behaviour_entries, (EVENT,), asked=True),
)
