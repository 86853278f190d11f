"""Answers requests for `/e/…` (hook page_renderer): an invitation, the form to register, and the code to get in with (MKT-01)."""

from __future__ import annotations

import io

import frappe
import pyqrcode
from frappe import _
from frappe.utils import format_datetime, get_datetime, now_datetime
from markupsafe import Markup
from werkzeug.wrappers import Response

from bank_crm.domain.event_enums import EventState, SeatState
from bank_crm.domain.event_seats import Answer, judge
from bank_crm.marketing import guest_page, signed, visits
from bank_crm.marketing.events import seats
from bank_crm.marketing.responses import Reference
from bank_crm.retrying import again_after_deadlock

#: A telephone's screen shows it at about 3 cm.
_SCALE = 8


class EventPage(guest_page.GuestPage):
	"""One guest's page of one event: register, give the seat back, show the code at the door."""

	signed = signed.SEAT
	what = "event"

	def show(self, name: int) -> Response:
		seat = _seat(name)
		if seat is None:
			return guest_page.nothing()
		again_after_deadlock(lambda: _note_visit(seat))
		frappe.local.flags.commit = True  # a visit is kept although it is a GET
		return _answer(seat)

	def take(self, name: int) -> Response:
		if frappe.request.form.get("action") == "cancel":
			again_after_deadlock(lambda: seats.cancel(name))
			return self.again()
		answer = again_after_deadlock(lambda: seats.register(name))
		if answer is Answer.UNKNOWN:
			return guest_page.nothing()
		if answer in (Answer.SEATED, Answer.WAITING, Answer.ALREADY):
			return self.again()
		return _answer(_seat(name))


def picture(code: str) -> Markup:
	"""Return a code as a QR picture: SVG in the page, so that nothing else has to be loaded."""
	drawn = io.BytesIO()
	pyqrcode.create(code, error="M").svg(drawn, scale=_SCALE, xmldecl=False, omithw=True)
	return Markup(
		drawn.getvalue().decode()
	)  # squares made by the library out of an entry code, nobody's words


def _seat(name: int) -> frappe._dict | None:
	return frappe.db.get_value(seats.SEAT, name, seats.SEAT_FIELDS, as_dict=True)


def _note_visit(seat: frappe._dict) -> None:
	visits.visited(seat.campaign, seat.customer, "event", Reference(seats.SEAT, str(seat.name)))


def _answer(seat: frappe._dict) -> Response:
	event = frappe.db.get_value(seats.EVENT, seat.event, [*seats.FIELDS, *seats.COUNTERS], as_dict=True)
	would = judge(seats.room_of(event), SeatState(seat.state), now_datetime())
	state, tone = _state(event, seat, would)
	ahead = get_datetime(event.starts_at) > now_datetime()
	seated = seat.state == SeatState.REGISTERED.value and event.state != EventState.HELD.value
	holds = ahead and seat.state in (SeatState.REGISTERED.value, SeatState.WAITING.value)
	action = "register" if would in (Answer.SEATED, Answer.WAITING) else ""
	return guest_page.page(
		event.event_name,
		label=_("Invitation"),
		sentence=event.description,
		facts=_facts(event),
		state=state,
		tone=tone,
		code=seat.entry_code if seated else "",
		picture=picture(seat.entry_code) if seated else "",
		action=action,
		action_label=_("Register") if would is Answer.SEATED else _("Join the Waiting List"),
		back="cancel" if holds else "",
		back_label=_("I Cannot Come"),
	)


def _facts(event: frappe._dict) -> list[tuple[str, str]]:
	starts, ends = get_datetime(event.starts_at), get_datetime(event.ends_at)
	until = "HH:mm" if starts.date() == ends.date() else "yyyy-MM-dd HH:mm"
	facts = [
		(_("Time"), f"{format_datetime(starts, 'yyyy-MM-dd HH:mm')} – {format_datetime(ends, until)}"),
		(_("Venue"), event.venue),
	]
	if event.address:
		facts.append((_("Address of the Venue"), event.address))
	return facts


def _state(event: frappe._dict, seat: frappe._dict, would: Answer) -> tuple[str, str]:
	"""What the guest is told, and whether it is good news."""
	if event.state == EventState.CANCELLED.value:
		return _("The event has been called off. We are sorry."), "bad"
	if seat.state == SeatState.REGISTERED.value:
		return _("You are registered. Please show this code at the door."), "good"
	if seat.state == SeatState.CHECKED_IN.value:
		return _("Welcome! You are checked in."), "good"
	if seat.state == SeatState.WAITING.value:
		return _("You are number {0} on the waiting list. We will tell you when a seat becomes free.").format(
			seats.place(seat)
		), ""
	return {
		Answer.SEATED: ("", ""),
		Answer.WAITING: (_("Every seat is taken. You can join the waiting list."), ""),
		Answer.FULL: (_("Every seat is taken, and the waiting list is full."), "bad"),
		Answer.NOT_YET: (_("Registration has not begun yet."), ""),
	}.get(would, (_("Registration is closed."), "bad"))
