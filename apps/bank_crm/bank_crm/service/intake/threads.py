"""Which order a mail belongs to: by the mail it answers, else by the number it names (SVC-13)."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import add_days, get_datetime, now_datetime

from bank_crm.compliance import sealing
from bank_crm.customer import settings
from bank_crm.domain.enums import SealKind
from bank_crm.domain.service_enums import OrderState

ORDER = "Bank Work Order"
#: More merges after one another than this are a circle somebody made by hand.
LONGEST_CHAIN = 20


def by_messages(message_ids: Sequence[str]) -> str | None:
	"""Return the order one of these mails belongs to, the nearest mail first.

	Numbers of mails are long and random, so knowing one is proof of having been in the conversation.
	"""
	for number in message_ids:
		found = (
			frappe.db.get_value(
				"Communication", {"message_id": number, "reference_doctype": ORDER}, "reference_name"
			)
			or frappe.db.get_value(
				"Email Queue", {"message_id": number, "reference_doctype": ORDER}, "reference_name"
			)
			or frappe.db.get_value(ORDER, {"message_id": number})
		)
		if found:
			return kept(str(found))
	return None


def by_number(name: str | None, sender: str, customer: str | None) -> str | None:
	"""Return the order a subject names, if the sender is whose order it is: anybody can guess a number."""
	if not name:
		return None
	order = frappe.db.get_value(ORDER, name, ["name", "customer"], as_dict=True)
	if not order:
		return None
	same_person = bool(customer) and order.customer == customer
	if same_person or order.name in sealing.find(SealKind.EMAIL, sender, ORDER, "contact_email"):
		return kept(order.name)
	return None


def kept(name: str) -> str:
	"""Return the order that was kept where this one was merged into another."""
	for _step in range(LONGEST_CHAIN):
		state, into = frappe.db.get_value(ORDER, name, ["state", "merged_into"])
		if state != OrderState.MERGED.value or not into:
			return name
		name = into
	return name


def ended_long_ago(name: str) -> bool:
	"""Tell whether an order was closed so long ago that a further mail is a new matter."""
	state, closed_on = frappe.db.get_value(ORDER, name, ["state", "closed_on"])
	if state != OrderState.CLOSED.value or not closed_on:
		return False
	return get_datetime(closed_on) < add_days(now_datetime(), -settings.number("order_reopen_days"))
