"""What runs by itself: guests are reminded, events that are over are closed (MKT-01)."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import cint, get_datetime, now_datetime

from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.marketing.events import notices, seats

_COMING = (EventState.OPEN.value, EventState.CLOSED.value)
#: So long after its end an event is closed, for guests who were noted late.
_GRACE = timedelta(hours=2)


def run() -> None:
	"""Remind, then close (job, every half hour)."""
	remind()
	close_over()


def remind() -> int:
	"""Queue a reminder for each registered guest of an event that begins soon; returns how many."""
	now, reminded = now_datetime(), 0
	where = {"state": ("in", _COMING), "starts_at": (">", now), "remind_hours": (">", 0)}
	for event in frappe.get_all(seats.EVENT, filters=where, fields=seats.FIELDS):
		if now < get_datetime(event.starts_at) - timedelta(hours=cint(event.remind_hours)):
			continue
		guests = frappe.get_all(
			seats.SEAT,
			filters={
				"event": event.name,
				"state": SeatState.REGISTERED.value,
				"reminded_at": ("is", "not set"),
			},
			fields=["name", "customer"],
			order_by="name asc",
		)
		for guest in guests:
			notices.tell(event, guest.customer, guest.name, notices.REMINDED, key=f"{event.starts_at}")
		if guests:
			table = frappe.qb.DocType(seats.SEAT)
			query = frappe.qb.update(table).set(table.reminded_at, now)
			query.where(table.name.isin([guest.name for guest in guests])).run()
		reminded += len(guests)
	return reminded


def close_over() -> int:
	"""Close events that have ended; returns how many."""
	where = {"state": ("in", _COMING), "ends_at": ("<", now_datetime() - _GRACE)}
	over = frappe.get_all(seats.EVENT, filters=where, pluck="name", order_by="name asc")
	for name in over:
		event = frappe.get_doc(seats.EVENT, name)
		event.state = EventState.HELD.value
		event.save(ignore_permissions=True)  # a job's step: the event's time is over
	return len(over)
