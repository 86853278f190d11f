"""Inviting customers to an event: a wave's targets, a segment, or one (MKT-01). A customer is invited to an event once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe.query_builder.functions import Concat
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Values, ValueWrapper

from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.enums import CustomerStatus
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.audience import choosing
from bank_crm.marketing.events import seats

CUSTOMER, MESSAGE = "Bank Customer", "Bank Message"
JOB = "bank_crm.marketing.events.inviting.segment"
#: Until when somebody can be invited.
INVITING = (EventState.PLANNED.value, EventState.OPEN.value)


def to_wave(wave: Mapping[str, Any], *, commit: bool = False) -> None:
	"""Invite a wave's targets to its campaign's events, before anything leaves (hook bank_wave_targets)."""
	where = {
		"campaign": wave["campaign"],
		"state": ("in", INVITING),
		"invite_with_waves": 1,
		"starts_at": (">", now_datetime()),
	}

	def chosen(span: Span) -> QueryBuilder:
		message = frappe.qb.DocType(MESSAGE)
		query = frappe.qb.from_(message).select(message.customer).where(message.wave == wave["name"])
		return query.where((message.state != MessageState.EXCLUDED.value) & span(message.customer))

	for event in frappe.get_all(seats.EVENT, filters=where, pluck="name", order_by="name asc"):
		_invite(event, chosen, commit)


def enqueue_segment(event: str, segment: str) -> None:
	"""Let a worker invite a segment's members."""
	enqueue_once(
		JOB, f"event_segment:{event}:{segment}", minutes=60, event=event, segment=segment, commit=True
	)


def segment(event: str, segment: str, *, commit: bool = False) -> int:
	"""Invite the members of a segment and return how many guests the event has then. `commit` is for jobs only."""

	def chosen(span: Span) -> QueryBuilder:
		seat = frappe.qb.DocType(choosing.SEAT)
		query = frappe.qb.from_(seat).select(seat.customer)
		return query.where((seat.segment == segment) & span(seat.customer))

	return _invite(event, chosen, commit)


def one(event: str, customer: str) -> str:
	"""Invite one customer and return his or her row; asks no permission."""
	row = seats.lock(event)
	table = frappe.qb.DocType(CUSTOMER)
	_insert(
		event, frappe.qb.from_(table).select(table.name.as_("customer")).where(table.name == customer)
	).run()
	seats.add(row, invited=int(frappe.db._cursor.rowcount))
	return str(frappe.db.get_value(seats.SEAT, {"registration_key": f"{event}:{customer}"}, "name"))


def _invite(event: str, chosen: Any, commit: bool) -> int:
	over_spans(lambda span: _insert(event, chosen(span)).run(), commit=commit)
	seats.refresh(event)
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each step may be repeated
	return int(frappe.db.get_value(seats.EVENT, event, "invited"))


def _insert(event: str, chosen: QueryBuilder) -> QueryBuilder:
	table, customer = frappe.qb.DocType(seats.SEAT), frappe.qb.DocType(CUSTOMER)
	several, now = chosen.as_("several"), now_datetime()
	constants = {
		"creation": now,
		"modified": now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"event": event,
		"campaign": frappe.db.get_value(seats.EVENT, event, "campaign"),
		"state": SeatState.INVITED.value,
		"invited_at": now,
	}
	return (
		frappe.qb.into(table)
		.columns("name", "customer", "registration_key", *constants)
		.from_(several)
		.inner_join(customer)
		.on((customer.name == several.customer) & (customer.status == CustomerStatus.ACTIVE.value))
		.select(PseudoColumn("nextval(`bank_event_registration_id_seq`)"), several.customer)
		.select(Concat(f"{event}:", several.customer))
		.select(*(ValueWrapper(value) for value in constants.values()))
		.on_duplicate_key_update(table.registration_key, Values(table.registration_key))
	)
