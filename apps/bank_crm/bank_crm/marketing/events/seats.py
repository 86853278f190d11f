"""Seats of an event: given, waited for, given back and taken over – all under the event's row lock (MKT-01).

Every function ends in the caller's transaction and asks no permission; pages, methods and jobs do.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint, get_datetime, now_datetime

from bank_crm.domain.campaign_enums import ResponseKind
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.domain.event_seats import (
	CODE_ALPHABET,
	CODE_LENGTH,
	Answer,
	Room,
	judge,
	moving_up,
	normalise_code,
)
from bank_crm.marketing import visits
from bank_crm.marketing.events import notices
from bank_crm.marketing.responses import Reference

EVENT, SEAT = "Bank Event", "Bank Event Registration"
#: The event's figures, each the number of guests in that state; `invited` are all of them.
OF_STATE = {
	SeatState.REGISTERED: "registered",
	SeatState.WAITING: "waiting",
	SeatState.CHECKED_IN: "checked_in",
	SeatState.ABSENT: "absent",
	SeatState.CANCELLED: "cancelled",
}
COUNTERS = ("invited", *OF_STATE.values())
FIELDS = (
	"name event_name campaign state branch host venue address starts_at ends_at capacity waiting_limit opens_at closes_at "
	"remind_hours description"
).split()
SEAT_FIELDS = "name event customer campaign state entry_code invited_at registered_at waiting_since".split()


def lock(event: str) -> frappe._dict | None:
	"""Lock an event until the transaction ends and return it; whoever takes or frees a seat comes through here first."""
	return frappe.db.get_value(EVENT, event, [*FIELDS, *COUNTERS], as_dict=True, for_update=True)


def room_of(event: frappe._dict) -> Room:
	"""Return what `domain.event_seats` judges by."""
	return Room(
		EventState(event.state),
		cint(event.capacity),
		cint(event.registered) + cint(event.checked_in),
		cint(event.waiting),
		cint(event.waiting_limit),
		get_datetime(event.opens_at) if event.opens_at else datetime.min,
		get_datetime(event.closes_at or event.starts_at),
	)


def register(name: int | str) -> Answer:
	"""Give a guest a seat, or a place on the waiting list; the answer says which."""
	event, seat = _both(name)
	if event is None or seat is None:
		return Answer.UNKNOWN
	answer = judge(room_of(event), SeatState(seat.state), now_datetime())
	if answer is Answer.SEATED:
		_seat(event, seat)
		notices.tell(event, seat.customer, seat.name, notices.SEATED, key=f"{seat.registered_at}")
	elif answer is Answer.WAITING:
		_move(event, seat, SeatState.WAITING, waiting_since=now_datetime(), cancelled_at=None)
	return answer


def cancel(name: int | str) -> bool:
	"""Give a seat or a place in the waiting list back; whoever waits longest moves up. False where there is none."""
	event, seat = _both(name)
	if event is None or seat is None or get_datetime(event.starts_at) <= now_datetime():
		return False
	if seat.state not in (SeatState.REGISTERED.value, SeatState.WAITING.value):
		return False
	_move(event, seat, SeatState.CANCELLED, cancelled_at=now_datetime(), waiting_since=None)
	_let_up(event)
	return True


def move_up(event: str) -> int:
	"""Let those who wait have the seats that are free; returns how many got one."""
	row = lock(event)
	return _let_up(row) if row else 0


def place(seat: frappe._dict) -> int:
	"""Return a waiting guest's place in the list, from 1."""
	table = frappe.qb.DocType(SEAT)
	query = frappe.qb.from_(table).select(Count("*"))
	query = query.where((table.event == seat.event) & (table.state == SeatState.WAITING.value))
	earlier = (table.waiting_since < seat.waiting_since) | (
		(table.waiting_since == seat.waiting_since) & (table.name <= seat.name)
	)
	return int(query.where(earlier).run()[0][0])


def find(event: str, typed: str) -> str | None:
	"""Return the guest an entry code is of; None for a code of another event or none at all."""
	code = normalise_code(typed)
	if len(code) != CODE_LENGTH:
		return None
	found = frappe.db.get_value(SEAT, {"event": event, "entry_code": code}, "name")
	return str(found) if found else None


def check_in(name: int | str) -> bool:
	"""Note that a guest has come; False where that was noted already.

	Raises frappe.ValidationError for somebody who cannot come in: the event is over or called off, or there is no seat.
	"""
	event, seat = _both(name)
	if event is None or seat is None:
		frappe.throw(_("There is no such guest."), title=_("Check-In"))
	if seat.state == SeatState.CHECKED_IN.value:
		return False
	if event.state in (EventState.HELD.value, EventState.CANCELLED.value, EventState.PLANNED.value):
		frappe.throw(_("The event is {0}.").format(_(event.state, context=EVENT)), title=_("Check-In"))
	if seat.state != SeatState.REGISTERED.value and room_of(event).seated >= cint(event.capacity):
		frappe.throw(_("Every seat is taken; this guest has none."), title=_("Check-In"))
	now = now_datetime()
	_move(
		event,
		seat,
		SeatState.CHECKED_IN,
		checked_in_at=now,
		checked_in_by=frappe.session.user,
		waiting_since=None,
		cancelled_at=None,
	)
	_respond(seat, ResponseKind.ATTENDED)
	return True


def close(event: str) -> None:
	"""After an event: who had a seat and did not come was absent; who still waited has waited in vain."""
	row = lock(event)
	_end(row, SeatState.REGISTERED, SeatState.ABSENT, "absent_at")
	_end(row, SeatState.WAITING, SeatState.CANCELLED, "cancelled_at")


def call_off(event: str) -> None:
	"""Cancel every seat of an event that does not take place, and tell those who had one or waited."""
	row = lock(event)
	table = frappe.qb.DocType(SEAT)
	told = table.state.isin([SeatState.REGISTERED.value, SeatState.WAITING.value])
	query = frappe.qb.from_(table).select(table.name, table.customer).where((table.event == event) & told)
	guests = query.orderby(table.name).for_update().run()
	for state in (SeatState.REGISTERED, SeatState.WAITING):
		_end(row, state, SeatState.CANCELLED, "cancelled_at")
	for name, customer in guests:
		notices.tell(row, customer, name, notices.CALLED_OFF)


def add(event: frappe._dict, **more: int) -> None:
	"""Move some figures of an event that is locked."""
	values = {column: cint(event[column]) + step for column, step in more.items() if step}
	if values:
		frappe.db.set_value(EVENT, event.name, values, update_modified=False)
		event.update(values)


def refresh(event: str) -> None:
	"""Bring an event's figures to what its guests say, after a batch; in a transaction that has read nothing before."""
	row = lock(event)
	if row is not None:
		frappe.db.set_value(EVENT, event, recount(event), update_modified=False)


def recount(event: str) -> dict[str, int]:
	"""Count an event's figures from its guests; nothing is written."""
	table = frappe.qb.DocType(SEAT)
	query = frappe.qb.from_(table).select(table.state, Count("*")).where(table.event == event)
	found = {state: int(count) for state, count in query.groupby(table.state).run()}
	return {"invited": sum(found.values())} | {
		column: found.get(state.value, 0) for state, column in OF_STATE.items()
	}


def _both(name: int | str) -> tuple[frappe._dict | None, frappe._dict | None]:
	"""Lock the event, then the guest's row: always in this order."""
	event = lock(str(frappe.db.get_value(SEAT, name, "event") or ""))
	return event, frappe.db.get_value(SEAT, name, SEAT_FIELDS, as_dict=True, for_update=True)


def _seat(event: frappe._dict, seat: frappe._dict, **more: Any) -> None:
	now = now_datetime()
	code = seat.entry_code or _new_code(event.name)
	_move(
		event,
		seat,
		SeatState.REGISTERED,
		registered_at=now,
		entry_code=code,
		waiting_since=None,
		cancelled_at=None,
		**more,
	)
	_respond(seat, ResponseKind.REGISTERED)


def _let_up(event: frappe._dict) -> int:
	room = room_of(event)
	if (
		room.state not in (EventState.OPEN, EventState.CLOSED)
		or get_datetime(event.starts_at) <= now_datetime()
	):
		return 0
	count = moving_up(room.capacity, room.seated, room.waiting)
	if not count:
		return 0
	table = frappe.qb.DocType(SEAT)
	query = frappe.qb.from_(table).select(*(table[name] for name in SEAT_FIELDS))
	query = query.where((table.event == event.name) & (table.state == SeatState.WAITING.value))
	# locked, so the newest state is read, not the transaction's picture: somebody may have joined since it began
	waiting = (
		query.orderby(table.waiting_since).orderby(table.name).limit(count).for_update().run(as_dict=True)
	)
	for seat in waiting:
		_seat(event, seat, moved_up_at=now_datetime())
		notices.tell(event, seat.customer, seat.name, notices.MOVED_UP, key=f"{seat.registered_at}")
	return len(waiting)


def _move(event: frappe._dict, seat: frappe._dict, to: SeatState, **values: Any) -> None:
	"""Change a guest's state and the event's figures with it."""
	before = SeatState(seat.state)
	frappe.db.set_value(SEAT, seat.name, {"state": to.value, **values})
	seat.update({"state": to.value, **values})
	moved = {OF_STATE[to]: 1}
	if before in OF_STATE:
		moved[OF_STATE[before]] = moved.get(OF_STATE[before], 0) - 1
	add(event, **moved)


def _end(event: frappe._dict, state: SeatState, to: SeatState, column: str) -> None:
	"""Bring all guests in a state to another by one statement, and the figures with them."""
	table, now = frappe.qb.DocType(SEAT), now_datetime()
	query = (
		frappe.qb.update(table).set(table.state, to.value).set(table[column], now).set(table.modified, now)
	)
	query.where((table.event == event.name) & (table.state == state.value)).run()
	count = int(frappe.db._cursor.rowcount)
	add(event, **{OF_STATE[state]: -count, OF_STATE[to]: count})


def _respond(seat: frappe._dict, kind: ResponseKind) -> None:
	visits.did(seat.campaign, seat.customer, kind, "event", Reference(SEAT, str(seat.name)))


def _new_code(event: str) -> str:
	"""A code of this event nobody has; drawn, so that knowing one tells nothing of the others."""
	while True:
		code = "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
		if not frappe.db.exists(SEAT, {"event": event, "entry_code": code}):
			return code
