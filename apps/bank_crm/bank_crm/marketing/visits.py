"""What a customer does on a page of his or her own counts for the message that led there, and for the campaign (MKT-06).

The pages have addresses of their own, so the message is found by customer and campaign: the last one that left.
"""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

from bank_crm.domain import message_states
from bank_crm.domain.campaign_enums import MessageState, ResponseKind
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.responses import Reference
from bank_crm.marketing.sending import states

MESSAGE = "Bank Message"


def visited(campaign: str | None, customer: str, source: str, reference: Reference) -> None:
	"""Count a look at the page as a click, once; of the message if there is one, else of the campaign alone."""
	if not campaign:
		return
	now = now_datetime()
	message = last_message(campaign, customer)
	if message is None:
		key = f"visit:{reference.doctype}:{reference.name}"
		responses.record(campaign, customer, ResponseKind.CLICKED, now, source, key=key, reference=reference)
		return
	if states.finish([message.name], MessageState.CLICKED, now):
		states.responded([message.name], MessageState.CLICKED, now, source)
		tallies.refresh(campaign)


def did(campaign: str | None, customer: str, kind: ResponseKind, source: str, reference: Reference) -> None:
	"""Record what the customer did, once for each reference, with the wave and variant that led to it."""
	if not campaign:
		return
	message = last_message(campaign, customer)
	responses.record(
		campaign,
		customer,
		kind,
		now_datetime(),
		source,
		key=f"{source}:{reference.name}:{kind.value}",
		wave=message.wave if message else None,
		variant=message.variant if message else None,
		reference=reference,
	)


def last_message(campaign: str, customer: str) -> frappe._dict | None:
	"""Return the last message of a campaign that a customer was sent."""
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(table.name, table.wave, table.variant)
	query = query.where((table.customer == customer) & (table.campaign == campaign) & table.wave.isnotnull())
	query = query.where(table.state.isin(message_states.values(message_states.TAKEN)))
	found = query.orderby(table.handed_at, order=frappe.qb.desc).limit(1).run(as_dict=True)
	return found[0] if found else None
