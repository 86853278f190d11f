"""Merge fields of events: each customer's own page to register on, and what the event is (MKT-15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import frappe
from frappe import _
from frappe.utils import format_datetime, now_datetime

from bank_crm.domain.event_enums import EventState
from bank_crm.marketing import signed
from bank_crm.marketing.events.seats import EVENT, SEAT
from bank_crm.marketing.templates.fields import Load, MergeField
from bank_crm.name_list import NameList

_COMING = (EventState.PLANNED.value, EventState.OPEN.value, EventState.CLOSED.value)


def _of(word: Callable[[frappe._dict], str]) -> Load:
	"""A word about the event to come next of those a customer is invited to."""

	def load(customers: Sequence[str], campaign: str | None) -> dict[str, str]:
		seat, event = frappe.qb.DocType(SEAT), frappe.qb.DocType(EVENT)
		query = frappe.qb.from_(seat).inner_join(event).on(event.name == seat.event)
		query = query.select(seat.customer, seat.name, event.event_name, event.starts_at, event.venue)
		query = query.where(NameList(customers).holds(seat.customer) & (event.starts_at > now_datetime()))
		query = query.where(event.state.isin(list(_COMING)))
		if campaign:
			query = query.where(seat.campaign == campaign)
		# the one that comes first is written last
		rows = query.orderby(event.starts_at, order=frappe.qb.desc).run(as_dict=True)
		return {row.customer: word(row) for row in rows}

	return load


FIELDS: dict[str, MergeField] = {
	"event_link": MergeField(
		lambda: _("Address to Register for the Event"), _of(lambda row: signed.SEAT.url(row.name))
	),
	"event_name": MergeField(lambda: _("Offline Event"), _of(lambda row: row.event_name)),
	"event_time": MergeField(
		lambda: _("Time of the Event"), _of(lambda row: format_datetime(row.starts_at, "yyyy-MM-dd HH:mm"))
	),
	"event_venue": MergeField(lambda: _("Venue of the Event"), _of(lambda row: row.venue)),
}
