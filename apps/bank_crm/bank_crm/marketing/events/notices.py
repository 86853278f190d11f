"""What guests of an event are told about their own seat: by SMS, through the queue, the gate and its quiet hours (MKT-01)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import format_datetime

from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.marketing import signed
from bank_crm.marketing.responses import Reference
from bank_crm.marketing.sending import single
from bank_crm.speaking import speaking

SEAT = "Bank Event Registration"
#: The kinds of notices; part of the key that keeps each single.
SEATED, MOVED_UP, REMINDED, CALLED_OFF, INVITED = "seated", "moved-up", "reminded", "called-off", "invited"
#: Each is given the event's name, when, where, and the guest's own address.
_SENTENCES: dict[str, Callable[[], str]] = {
	SEATED: lambda: _("You are registered for {0}: {1}, {2}. Your entry code is here: {3}"),
	MOVED_UP: lambda: _("A seat has become free for you: {0}, {1}, {2}. Your entry code is here: {3}"),
	REMINDED: lambda: _("We look forward to seeing you: {0}, {1}, {2}. Your entry code is here: {3}"),
	CALLED_OFF: lambda: _("We are sorry: {0} on {1} at {2} does not take place. {3}"),
	INVITED: lambda: _("You are invited: {0}, {1}, {2}. Please register: {3}"),
}


def tell(event: frappe._dict, customer: str, seat: int | str, kind: str, *, key: str = "") -> int | None:
	"""Queue one notice; a second call with the same event, guest, kind and `key` queues none.

	About a seat the customer asked for, so it is service, which needs no consent before; an invitation is marketing.
	"""
	invites = kind == INVITED
	with speaking():
		when = format_datetime(event.starts_at, "yyyy-MM-dd HH:mm")
		text = _SENTENCES[kind]().format(event.event_name, when, event.venue, signed.SEAT.url(seat))
	return single.send(
		customer,
		ConsentChannel.SMS.value,
		text=text,
		purpose=(ConsentPurpose.MARKETING if invites else ConsentPurpose.SERVICE).value,
		key=f"event:{seat}:{kind}:{key}"[:140],
		reference=Reference(SEAT, str(seat)),
	)
