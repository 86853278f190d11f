"""One way for all channels to make a work order from something that came in, once per number of its source."""

from __future__ import annotations

from dataclasses import dataclass

import frappe

from bank_crm.domain.service_enums import OrderChannel, OrderType
from bank_crm.service.intake import entries

ORDER = "Bank Work Order"
SAVE_POINT = "bank_intake_order"
LONGEST_SUBJECT = 140


@dataclass(frozen=True, slots=True)
class Incoming:
	"""What came in. Addresses are complete; the order seals them before anything is stored."""

	source: str
	external_id: str
	channel: OrderChannel
	subject: str
	description: str = ""
	order_type: OrderType = OrderType.ENQUIRY
	subtype: str | None = None
	product: str | None = None
	need: str | None = None
	priority: str | None = None
	customer: str | None = None
	contact_name: str | None = None
	contact_email: str | None = None
	contact_mobile: str | None = None
	language: str | None = None
	branch: str | None = None
	queue: str | None = None
	message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
	"""The order of a number; `created` tells whether it is new."""

	name: str
	created: bool


def open_order(incoming: Incoming, *, ignore_permissions: bool = False) -> Opened:  # callers give the reason
	"""Make the order of a number, or return the one it has already, however many ask at once.

	Raises what the order's own rules refuse; then nothing is stored.
	"""
	number = entries.short_id(incoming.external_id)
	if known := existing(incoming.source, number):
		return Opened(known, created=False)
	frappe.db.savepoint(SAVE_POINT)
	doc = frappe.get_doc({"doctype": ORDER, **_values(incoming, number)})
	doc.flags.bank_system = True  # source and number are written by functions only
	try:
		doc.insert(ignore_permissions=ignore_permissions)  # each caller says why where it asks for it
	except (frappe.UniqueValidationError, frappe.DuplicateEntryError):
		frappe.db.rollback(save_point=SAVE_POINT)
		frappe.clear_last_message()  # "must be unique" is no news to whoever sends a number twice
		known = existing(incoming.source, number, locked=True)
		if known is None:
			raise
		return Opened(known, created=False)
	return Opened(str(doc.name), created=True)


def existing(source: str, number: str, *, locked: bool = False) -> str | None:
	"""Return the order of a number; `locked` also sees what another process has just committed."""
	found = frappe.db.get_value(ORDER, {"source": source, "external_id": number}, for_update=locked)
	return str(found) if found else None


def _values(incoming: Incoming, number: str) -> dict[str, object]:
	values = {
		"subject": incoming.subject.strip()[:LONGEST_SUBJECT],
		"description": incoming.description.strip(),
		"order_type": incoming.order_type.value,
		"subtype": incoming.subtype,
		"product": incoming.product,
		"need": incoming.need,
		"priority": incoming.priority,
		"channel": incoming.channel.value,
		"customer": incoming.customer,
		"contact_name": incoming.contact_name,
		"contact_email": incoming.contact_email,
		"contact_mobile": incoming.contact_mobile,
		"language": incoming.language,
		"branch": incoming.branch or _branch_of(incoming.customer),
		"queue": incoming.queue,
		"source": incoming.source,
		"external_id": number,
		"message_id": incoming.message_id,
	}
	return {field: value for field, value in values.items() if value}


def _branch_of(customer: str | None) -> str | None:
	return frappe.db.get_value("Bank Customer", customer, "branch") if customer else None
