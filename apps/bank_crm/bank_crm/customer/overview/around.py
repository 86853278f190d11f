"""What happens around the customer: behaviour online, household, care (CUS-24, CAR-01)."""

from datetime import date, datetime
from typing import TypedDict

import frappe
from frappe import _

from bank_crm.customer.overview.contact import latest
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Panel, Source
from bank_crm.permissions import scope

EVENT = "Bank Behaviour Event"
HOUSEHOLD = "Bank Household"
MEMBER = "Bank Household Member"
CARE_TASK = "Bank Care Task"
LAST_EVENTS = 8
MOST_MEMBERS = 12
MOST_TASKS = 6


class Event(TypedDict):
	"""One step in an online channel."""

	event_type: str
	occurred_at: datetime
	channel: str | None
	page: str | None
	product_category: str | None


class Member(TypedDict):
	"""A member of the household among the user's customers."""

	customer: str
	customer_name: str
	role: str | None
	tier: str | None
	total_aum: float


class Household(TypedDict):
	"""The household's sums in the bank's currency; `members` are those the user may see, of `member_count`."""

	name: str
	household_name: str
	head: str | None
	total_aum: float
	total_liability: float
	product_count: int
	member_count: int
	rolled_up_at: datetime | None
	members: list[Member]


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


def household(context: PageContext) -> Household | None:
	"""The household the customer belongs to now; None without one, or where the user may not read it."""
	name = context.facts.household
	if not name or not frappe.has_permission(HOUSEHOLD, "read", doc=name):
		return None
	fields = (
		"name",
		"household_name",
		"head",
		"total_aum",
		"total_liability",
		"product_count",
		"member_count",
		"rolled_up_at",
	)
	figures = frappe.db.get_value(HOUSEHOLD, name, fields, as_dict=True)
	return {**figures, "members": _members(context, name)}


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


def _members(context: PageContext, name: str) -> list[Member]:
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(scope.CUSTOMER)
	query = (
		frappe.qb.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(member.customer, customer.customer_name, member.role, customer.tier, customer.total_aum)
		.where(member.household == name)
		.where(member.to_date.isnull() | (member.to_date >= context.now.date()))
		.orderby(customer.total_aum, order=frappe.qb.desc)
		.limit(MOST_MEMBERS)
	)
	return context.within(query, member.customer).run(as_dict=True)


PANELS = {
	"behaviour": Panel(behaviour, (EVENT,)),
	"household": Panel(household, (HOUSEHOLD, MEMBER)),
	"care": Panel(care, (CARE_TASK,)),
}
SOURCES = (
	Source(("care",), care_entries, (CARE_TASK,)),
	Source(("behaviour",), behaviour_entries, (EVENT,), asked=True),
)
