"""What the customer's page says of consents, blocks and data requests (RSK-08, SEC-17).

Legal holds are left out on purpose: who serves the customer must not be able to tell that an authority has asked.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from bank_crm.compliance.contact import blocks, consents
from bank_crm.compliance.privacy.flow import OVER, REQUEST
from bank_crm.customer.overview.context import PageContext
from bank_crm.customer.overview.registry import Listing, Panel, Row

CONSENT, BLOCK = consents.CONSENT, blocks.BLOCK
MOST_ROWS = 12


def privacy(context: PageContext) -> Listing:
	"""Blocks first, then what the customer allows and forbids, then open requests."""
	rows = [*_blocks(context), *_consents(context), *_requests(context)]
	return {"title": _("Contact and Privacy"), "rows": rows[:MOST_ROWS]}


def _blocks(context: PageContext) -> list[Row]:
	return [
		{
			"title": _("Do Not Contact") + f": {_(row.channel, context=BLOCK)}",
			"note": _(row.reason, context=BLOCK),
			"status": _(row.purpose, context=BLOCK),
			"on": row.from_date,
			"doctype": BLOCK,
			"name": str(row.name),
		}
		for row in blocks.of_customer(context.customer)
	]


def _consents(context: PageContext) -> list[Row]:
	rows: list[Row] = []
	for row in consents.current(context.customer):
		over = row.valid_until and getdate(row.valid_until) < context.now.date()
		decision = _("Expired", context=CONSENT) if over else _(row.decision, context=CONSENT)
		rows.append(
			{
				"title": f"{_(row.purpose, context=CONSENT)} · {_(row.channel, context=CONSENT)}",
				"note": row.source,
				"status": decision,
				"on": get_datetime(row.decided_at).date(),
				"doctype": CONSENT,
				"name": str(row.name),
			}
		)
	return rows


def _requests(context: PageContext) -> list[Row]:
	found = frappe.get_all(
		REQUEST,
		filters={"customer": context.customer, "status": ("not in", OVER)},
		fields=["name", "request_type", "status", "due_on"],
		order_by="due_on asc",
	)
	return [
		{
			"title": _("Data Request") + f": {_(row.request_type, context=REQUEST)}",
			"note": _("Due On", context=REQUEST),
			"status": _(row.status, context=REQUEST),
			"on": row.due_on,
			"doctype": REQUEST,
			"name": row.name,
		}
		for row in found
	]


PANELS = {"privacy": Panel(privacy, (CONSENT, BLOCK, REQUEST))}
