"""What the bank writes back by mail by itself, and what an answer of the customer sets going (SVC-13)."""

from __future__ import annotations

import html
from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import notices
from bank_crm.compliance.contact import gate
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.service_enums import OrderState
from bank_crm.mail_headers import mail_headers
from bank_crm.service.orders import actions, states
from bank_crm.speaking import speaking

ORDER = "Bank Work Order"
#: In these states the customer's answer is what the bank works on next.
_WAITS_FOR_CUSTOMER = (
	OrderState.WAITING.value,
	OrderState.ANSWERED.value,
	OrderState.RATED.value,
	OrderState.CLOSED.value,
)
#: Other systems do not answer such mails (RFC 3834; the second is what Microsoft's servers heed).
AUTOMATIC_HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


def acknowledge(order: str, communication: str, address: str) -> str | None:
	"""Confirm a new order to its sender, once, as an answer to the mail itself; returns the queue's entry.

	Who does not want to be written to gets no confirmation; at night it waits for the morning.
	"""
	known = frappe.db.get_value(ORDER, order, ["subject", "customer", "language"], as_dict=True)
	wait = gate.quiet_until()
	if known.customer:
		email, service = ConsentChannel.EMAIL.value, ConsentPurpose.SERVICE.value
		verdict = gate.may_contact(known.customer, email, service)
		if not verdict.allowed and not verdict.until:
			return None
	with speaking(known.language):
		return send(
			order,
			address,
			subject=f"[{order}] {known.subject}",
			paragraphs=[
				_("We have received your message. Its number is {0}.").format(order),
				_("To add something, simply answer this e-mail."),
			],
			communication=communication,
			after=wait,
		)


def send(
	order: str,
	address: str,
	*,
	subject: str,
	paragraphs: list[str],
	communication: str | None = None,
	markup: str = "",
	after: datetime | None = None,
) -> str | None:
	"""Queue a mail the bank's machine writes about an order; returns the queue's entry.

	`communication` is the message it answers. Texts are escaped; `markup` is HTML of ours and follows them. It leaves
	`after` that moment. Callers have asked the gate.
	"""
	body = "".join(f"<p>{html.escape(line).replace(chr(10), '<br>')}</p>" for line in paragraphs)
	with mail_headers(AUTOMATIC_HEADERS):
		queued = frappe.sendmail(
			recipients=[address],
			subject=subject,
			message=body + markup,
			reference_doctype=ORDER,
			reference_name=order,
			in_reply_to=communication,
			send_after=after,
			add_unsubscribe_link=0,
			delayed=True,
		)
	return str(queued.name) if queued else None


def last_received(order: str) -> str | None:
	"""Return the customer's last mail on an order, which the next one answers; None where nobody has written."""
	found = frappe.get_all(
		"Communication",
		filters={
			"reference_doctype": ORDER,
			"reference_name": order,
			"sent_or_received": "Received",
			"communication_medium": "Email",
		},
		pluck="name",
		order_by="creation desc",
		limit=1,
	)
	return found[0] if found else None


def staff_wrote(message: Document, method: str | None = None) -> None:
	"""A colleague's mail from the order is what the customer hears first (doc_event after_insert of Communication)."""
	if message.reference_doctype != ORDER or message.sent_or_received != "Sent":
		return
	if message.communication_type == "Communication" and message.communication_medium == "Email":
		actions.respond(frappe.get_doc(ORDER, message.reference_name))


def customer_wrote(order: str, sender: str) -> None:
	"""The customer has answered: the order waits no longer, or is opened again; the handler is told."""
	if frappe.db.exists("User", {"email": sender, "user_type": "System User", "enabled": 1}):
		return  # a colleague's mail is information, not the customer's answer
	doc = frappe.get_doc(ORDER, order)
	if doc.state in _WAITS_FOR_CUSTOMER:
		states.move(doc, OrderState.IN_PROGRESS)
	if doc.handler:
		notices.tell([doc.handler], _say_answered(order), ORDER, order, by="Administrator")


def _say_answered(order: str) -> notices.Say:
	return lambda lang: _("The customer has answered on work order {0}", lang).format(order)
