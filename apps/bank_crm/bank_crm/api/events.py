"""Events for the Desk: invitations, and the door – who is expected, who has come (MKT-01)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance import throttle
from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.marketing import signed
from bank_crm.marketing.events import access, inviting, notices, seats
from bank_crm.permissions import scope
from bank_crm.yes_no import is_yes

#: Guests shown at once.
MOST = 300
#: Tries of codes a minute: a queue at the door is slower.
CODES, SECONDS = 60, 60
_OPEN = (EventState.OPEN.value, EventState.CLOSED.value)
#: How long before and after an event it is offered at the door.
_AROUND = timedelta(hours=18)


@frappe.whitelist(methods=["GET"])
def at_the_door() -> list[dict[str, Any]]:
	"""Return the events around now whose guests the user receives, the next one first."""
	frappe.has_permission(seats.EVENT, "read", throw=True)
	now = now_datetime()
	found = frappe.get_all(
		seats.EVENT,
		filters={"state": ("in", _OPEN), "starts_at": ("between", (now - _AROUND, now + _AROUND))},
		pluck="name",
		order_by="starts_at asc",
	)
	events = [frappe.get_cached_doc(seats.EVENT, name) for name in found]
	return [_of_event(event.name) for event in events if access.receives(event, frappe.session.user)]


@frappe.whitelist(methods=["GET"])
def guests(event: str, words: str = "") -> dict[str, Any]:
	"""Return an event's figures and its guests; `words` looks for a name, as far as it may be seen, or a code."""
	_at_the_door(event)
	states = [
		SeatState.REGISTERED.value,
		SeatState.CHECKED_IN.value,
		SeatState.WAITING.value,
		SeatState.INVITED.value,
	]
	rows = frappe.get_all(
		seats.SEAT,
		filters={"event": event, "state": ("in", states)},
		fields=["name", "customer", "state", "entry_code", "checked_in_at"],
		order_by="registered_at desc, name asc",
		limit=MOST,
	)
	names = access.names_of([row.customer for row in rows])
	wanted = words.strip().casefold()
	listed = [
		{
			"name": str(row.name),
			"customer_name": names.get(row.customer, ""),
			"state": row.state,
			"code_end": (row.entry_code or "")[-4:],
			"checked_in_at": row.checked_in_at,
		}
		for row in rows
	]
	if wanted:
		listed = [row for row in listed if wanted in f"{row['customer_name']} {row['code_end']}".casefold()]
	return {"event": _of_event(event), "guests": listed}


@frappe.whitelist(methods=["POST"])
@throttle.per_user(CODES, SECONDS)
def check_in_code(event: str, code: str) -> dict[str, Any]:
	"""Check the guest in whose entry code was scanned or typed."""
	_at_the_door(event)
	found = seats.find(event, code)
	if found is None:
		frappe.throw(_("This code is of no guest of this event."), title=_("Check-In"))
	return _checked_in(found)


@frappe.whitelist(methods=["POST"])
def check_in(event_registration: str) -> dict[str, Any]:
	"""Check a guest in who was picked from the list."""
	_at_the_door(str(frappe.db.get_value(seats.SEAT, event_registration, "event") or ""))
	return _checked_in(event_registration)


@frappe.whitelist(methods=["POST"])
def invite(event: str, customer: str, by_sms: bool = True) -> dict[str, str]:
	"""Invite a customer of the user's; returns the address of the invitation, which is also sent if wished."""
	frappe.has_permission(scope.CUSTOMER, "write", doc=customer, throw=True)
	frappe.has_permission(seats.EVENT, "read", doc=event, throw=True)
	row = frappe.db.get_value(seats.EVENT, event, seats.FIELDS, as_dict=True)
	if row.state not in inviting.INVITING or get_datetime(row.starts_at) <= now_datetime():
		frappe.throw(_("Nobody can be invited to this event any more."), title=_("Offline Event"))
	seat = inviting.one(event, customer)
	if is_yes(by_sms):
		notices.tell(row, customer, seat, notices.INVITED)
	return {"name": seat, "url": signed.SEAT.url(seat)}


@frappe.whitelist(methods=["POST"])
def invite_segment(event: str, segment: str) -> None:
	"""Invite a segment's members, in the background; the messages are a wave's matter."""
	frappe.has_permission(seats.EVENT, "write", doc=event, throw=True)
	frappe.has_permission("Bank Segment", "read", doc=segment, throw=True)
	if frappe.db.get_value(seats.EVENT, event, "state") not in inviting.INVITING:
		frappe.throw(_("Nobody can be invited to this event any more."), title=_("Offline Event"))
	inviting.enqueue_segment(event, segment)


@frappe.whitelist(methods=["POST"])
def cancel(event_registration: str) -> None:
	"""Give the seat of a customer of the user's back, who has said so."""
	frappe.has_permission(seats.SEAT, "read", doc=event_registration, throw=True)
	customer = frappe.db.get_value(seats.SEAT, event_registration, "customer")
	frappe.has_permission(scope.CUSTOMER, "write", doc=customer, throw=True)
	if not seats.cancel(event_registration):
		frappe.throw(_("There is no seat to give back."), title=_("Offline Event"))


def _at_the_door(event: str) -> None:
	"""Refuse whoever does not receive this event's guests."""
	frappe.has_permission(seats.EVENT, "read", doc=event or None, throw=True)
	access.at_the_door(event)


def _checked_in(seat: str) -> dict[str, Any]:
	new = seats.check_in(seat)
	row = frappe.db.get_value(seats.SEAT, seat, ["name", "event", "customer", "checked_in_at"], as_dict=True)
	return {
		"new": new,
		"name": str(row.name),
		"customer_name": access.names_of([row.customer]).get(row.customer, ""),
		"checked_in_at": row.checked_in_at,
		"event": _of_event(row.event),
	}


def _of_event(event: str) -> dict[str, Any]:
	fields = ["name", "event_name", "venue", "starts_at", "ends_at", "capacity", "state", *seats.COUNTERS]
	return frappe.db.get_value(seats.EVENT, event, fields, as_dict=True)
