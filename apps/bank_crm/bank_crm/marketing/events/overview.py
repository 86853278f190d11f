"""The customer's events on the customer page (CUS-18, MKT-01)."""

from __future__ import annotations

import frappe
from frappe import _

from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Listing, Panel
from bank_crm.marketing.events.seats import EVENT, SEAT

MOST = 5


def events(context: PageContext) -> Listing:
	"""The events a customer was invited to, the latest first, and what came of it."""
	seat, event = frappe.qb.DocType(SEAT), frappe.qb.DocType(EVENT)
	rows = (
		context.rows(seat)
		.inner_join(event)
		.on(event.name == seat.event)
		.select(seat.name, seat.state, event.event_name, event.venue, event.starts_at)
		.orderby(event.starts_at, order=frappe.qb.desc)
		.limit(MOST)
	).run(as_dict=True)
	return {
		"title": _("Offline Events"),
		"rows": [
			{
				"title": row.event_name,
				"note": row.venue,
				"status": _(row.state, context=SEAT),
				"on": row.starts_at.date(),
				"doctype": SEAT,
				"name": str(row.name),
			}
			for row in rows
		],
	}


PANELS = {"events": Panel(events, (SEAT, EVENT))}
