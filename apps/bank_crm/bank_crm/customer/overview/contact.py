"""What was said and agreed with the customer: contacts, needs, next steps, mail (CUS-16, CUS-18)."""

from datetime import date, datetime
from typing import TypedDict

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.builder import MySQLQueryBuilder
from frappe.query_builder.functions import Count
from frappe.utils import strip_html

from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Entry, Panel, Source
from bank_crm.domain.customer_enums import InteractionChannel, InteractionOutcome, NeedStatus
from bank_crm.permissions import scope

INTERACTION = "Bank Interaction"
NEED = "Bank Customer Need"
MOST_NEEDS = 8
MOST_STEPS = 8
TEXT_LENGTH = 500
#: Kind of the timeline's filter → channels of the contacts it shows.
CHANNELS: dict[str, tuple[str, ...]] = {
	"call": (InteractionChannel.CALL,),
	"visit": (InteractionChannel.VISIT,),
	"message": (
		InteractionChannel.SMS,
		InteractionChannel.EMAIL,
		InteractionChannel.CHAT,
		InteractionChannel.WECHAT,
		InteractionChannel.APP,
	),
	"branch": (InteractionChannel.BRANCH,),
}
KIND_OF = {channel.value: kind for kind, channels in CHANNELS.items() for channel in channels}


class Need(TypedDict):
	"""Something the customer asked for."""

	name: int
	need: str
	need_on: date
	status: str
	product_category: str | None
	user: str | None


class Step(TypedDict):
	"""A reminder of the user's own about this customer; `description` is plain text."""

	name: str
	description: str
	date: date | None


class Contact(TypedDict):
	"""When the customer was last spoken to, and how often at all."""

	last_at: datetime | None
	last_channel: str | None
	last_user: str | None
	contacts: int


def needs(context: PageContext) -> list[Need]:
	"""The latest needs, open ones first."""
	need = frappe.qb.DocType(NEED)
	return (
		context.rows(need)
		.select(need.name, need.need, need.need_on, need.status, need.product_category, need.user)
		.orderby(need.status == NeedStatus.OPEN.value, order=frappe.qb.desc)
		.orderby(need.need_on, order=frappe.qb.desc)
		.orderby(need.name, order=frappe.qb.desc)
		.limit(MOST_NEEDS)
	).run(as_dict=True)


def next_steps(context: PageContext) -> list[Step]:
	"""The user's own open reminders about this customer, the nearest first."""
	todo = frappe.qb.DocType("ToDo")
	rows = (
		frappe.qb.from_(todo)
		.select(todo.name, todo.description, todo.date)
		.where((todo.reference_type == scope.CUSTOMER) & (todo.reference_name == context.customer))
		.where((todo.allocated_to == context.user) & (todo.status == "Open"))
		.orderby(todo.date)
		.limit(MOST_STEPS)
	).run(as_dict=True)
	return [{**row, "description": strip_html(row.description or "")} for row in rows]


def contact(context: PageContext) -> Contact:
	"""The last contact on which the customer was actually reached, and the number of all contacts."""
	table = frappe.qb.DocType(INTERACTION)
	last = (
		context.rows(table)
		.select(table.occurred_at, table.channel, table.user)
		.where(table.outcome.isnull() | (table.outcome != InteractionOutcome.NOT_REACHED.value))
		.orderby(table.occurred_at, order=frappe.qb.desc)
		.limit(1)
	).run()
	((total,),) = context.rows(table).select(Count("*")).run()
	at, channel, user = last[0] if last else (None, None, None)
	return {"last_at": at, "last_channel": channel, "last_user": user, "contacts": total}


def interaction_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Contacts of the kinds asked for, the latest first."""
	table = frappe.qb.DocType(INTERACTION)
	channels = [channel.value for kind in sorted(kinds) for channel in CHANNELS[kind]]
	query = context.rows(table).select(
		table.name,
		table.channel,
		table.direction,
		table.subject,
		table.content,
		table.user,
		table.outcome,
		table.next_step,
		table.next_date,
		table.occurred_at.as_("at"),
	)
	if len(kinds) < len(CHANNELS):
		query = query.where(table.channel.isin(channels))
	rows = latest(query, table, "occurred_at", until, most)
	return [
		{
			"kind": KIND_OF[row.channel],
			"at": row.at,
			"name": str(row.name),
			"doctype": INTERACTION,
			"title": row.channel,
			"context": INTERACTION,
			"note": row.direction,
			"text": "\n".join(
				part for part in (row.subject and _(row.subject), (row.content or "")[:TEXT_LENGTH]) if part
			),
			"user": row.user,
			"outcome": row.outcome,
			"next_step": row.next_step,
			"next_date": row.next_date,
		}
		for row in rows
	]


def need_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Needs by the moment they were noted."""
	table = frappe.qb.DocType(NEED)
	query = context.rows(table).select(
		table.name, table.need, table.status, table.user, table.creation.as_("at")
	)
	return [
		{
			"kind": "need",
			"at": row.at,
			"name": str(row.name),
			"doctype": NEED,
			"title": NEED,
			"note": row.status,
			"text": row.need,
			"user": row.user,
		}
		for row in latest(query, table, "creation", until, most)
	]


def mail_entries(
	context: PageContext, kinds: frozenset[str], until: datetime | None, most: int
) -> list[Entry]:
	"""Letters sent from or filed at the customer's file, which its readers may read."""
	table = frappe.qb.DocType("Communication")
	query = (
		frappe.qb.from_(table)
		.select(table.name, table.subject, table.text_content, table.sender, table.sent_or_received)
		.select(table.communication_date.as_("at"))
		.where((table.reference_doctype == scope.CUSTOMER) & (table.reference_name == context.customer))
		.where(table.communication_type == "Communication")
	)
	return [
		{
			"kind": "message",
			"at": row.at,
			"name": row.name,
			"doctype": "Communication",
			"title": InteractionChannel.EMAIL.value,
			"context": INTERACTION,
			"note": "Outbound" if row.sent_or_received == "Sent" else "Inbound",
			"text": "\n".join(part for part in (row.subject, (row.text_content or "")[:TEXT_LENGTH]) if part),
			"user": row.sender,
		}
		for row in latest(query, table, "communication_date", until, most)
	]


def latest(
	query: MySQLQueryBuilder, table: Table, moment: str, until: datetime | None, most: int
) -> list[frappe._dict]:
	"""Run a source's query: up to `until`, the latest first, rows of one moment in a fixed order."""
	if until is not None:
		query = query.where(table[moment] <= until)
	query = query.orderby(table[moment], order=frappe.qb.desc).orderby(table.name, order=frappe.qb.desc)
	return query.limit(most).run(as_dict=True)


PANELS = {
	"needs": Panel(needs, (NEED,)),
	"next_steps": Panel(next_steps, ("ToDo",)),
	"contact": Panel(contact, (INTERACTION,)),
}
SOURCES = (
	Source(tuple(CHANNELS), interaction_entries, (INTERACTION,)),
	Source(("need",), need_entries, (NEED,)),
	Source(("message",), mail_entries, (scope.CUSTOMER,)),
)
