"""When a customer is asked: each time an order is answered, once (SVC-07)."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.domain.intake_enums import RatingRequestState
from bank_crm.domain.orders import is_open
from bank_crm.domain.service_enums import OrderState

ORDER, REQUEST = "Bank Work Order", "Bank Rating Request"
#: Nobody is asked about what was answered long ago, such as an order that was loaded from another system.
LATEST_DAYS = 3
#: States in which an answer can still come.
WAITING = (
	RatingRequestState.TO_SEND.value,
	RatingRequestState.SENDING.value,
	RatingRequestState.SENT.value,
)


def follow_order(order: Document, method: str | None = None) -> None:
	"""Invite when an order is answered, take the invitation back when it is worked on again (doc_event on_update)."""
	before = order.get_doc_before_save()
	if before is None or before.state == order.state:
		return
	if order.state == OrderState.ANSWERED.value and not order.rating:
		invite(order)
	elif is_open(order.state) or order.state == OrderState.MERGED.value:
		revoke(order.name)


def invite(order: Document) -> str | None:
	"""Note that the customer is to be asked; the job sends. Returns the request; None where there is one already."""
	answered = get_datetime(order.answered_on or now_datetime())
	if answered < now_datetime() - timedelta(days=LATEST_DAYS):
		return None
	round_ = int(order.reopened_count or 0) + 1
	if frappe.db.exists(REQUEST, {"work_order": order.name, "round": round_}):
		return None
	doc = frappe.get_doc(
		{
			"doctype": REQUEST,
			"work_order": order.name,
			"customer": order.customer,
			"handler": order.handler,
			"branch": order.branch,
			"round": round_,
			"state": RatingRequestState.TO_SEND.value,
			"nonce": frappe.generate_hash(length=16),
		}
	)
	doc.insert(ignore_permissions=True)  # follows from the answer; the handler has no say in being rated
	return str(doc.name)


def revoke(order: str) -> None:
	"""Make the links of an order that is worked on again worthless."""
	table = frappe.qb.DocType(REQUEST)
	(
		frappe.qb.update(table)
		.set(table.state, RatingRequestState.REVOKED.value)
		.set(table.modified, now_datetime())
		.where((table.work_order == order) & table.state.isin(WAITING))
	).run()


def expire() -> int:
	"""Close the requests whose time is over; returns how many (job)."""
	table = frappe.qb.DocType(REQUEST)
	(
		frappe.qb.update(table)
		.set(table.state, RatingRequestState.EXPIRED.value)
		.set(table.modified, now_datetime())
		.where((table.state == RatingRequestState.SENT.value) & (table.expires_on < now_datetime()))
	).run()
	return int(frappe.db._cursor.rowcount)
