"""The solution of an order on its way back to the customer, as an answer to the customer's own mail (SVC-04, SVC-11).

Who wrote to the bank is answered in writing at once. Who called or came is told in the message that asks for the
rating (`ratings/sending.py`), and in person.
"""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance import sealing, vault
from bank_crm.compliance.contact import gate
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.service_enums import OrderChannel, OrderState
from bank_crm.service.intake import replies
from bank_crm.speaking import bank_language, speaking

ORDER, CUSTOMER = "Bank Work Order", "Bank Customer"
#: Whoever came by one of these is answered by mail.
WRITTEN_CHANNELS = (OrderChannel.EMAIL.value, OrderChannel.PORTAL.value)
#: Nobody is told what was answered long ago, such as an order that was loaded from another system.
LATEST_DAYS = 3
_SERVICE = (ConsentChannel.EMAIL.value, ConsentPurpose.SERVICE.value)


def follow_order(order: Document, method: str | None = None) -> None:
	"""Mail the solution when an order becomes answered (doc_event on_update of Bank Work Order).

	Queued in the transaction that answers the order, so it goes out once, and only if the answer stands.
	"""
	before = order.get_doc_before_save()
	if before is None or before.state == order.state or order.state != OrderState.ANSWERED.value:
		return
	answered = get_datetime(order.answered_on or now_datetime())
	if by_mail(order.channel) and answered >= now_datetime() - timedelta(days=LATEST_DAYS):
		_tell(order)


def by_mail(channel: str | None) -> bool:
	"""Tell whether whoever came by this channel is answered by mail."""
	return channel in WRITTEN_CHANNELS


def outlook(order: Document) -> str:
	"""Say in the session's language how the customer will hear of the solution, for who writes it."""
	if not by_mail(order.channel):
		return _("The customer is not written to: tell him or her yourself.")
	refused = _refusal(order)
	if refused:
		return _("No e-mail goes to the customer: {0}").format(refused)
	return _("The solution is mailed to the customer as soon as the order is answered.")


def _tell(order: Document) -> None:
	refused = _refusal(order)
	if not refused:
		with speaking(order.language):
			replies.send(
				order.name,
				_address(order),
				subject=f"[{order.name}] {order.subject}",
				paragraphs=[
					_("We have dealt with your request {0}:").format(order.name),
					order.solution or "",
					_("If something is left open, simply answer this e-mail."),
				],
				communication=replies.last_received(order.name),
				after=gate.quiet_until(),
			)
	with speaking(bank_language()):
		told = _("The solution was mailed to the customer.")
		text = _("The solution was not mailed: {0}").format(refused) if refused else told
	order.add_comment("Info", frappe.utils.escape_html(text))


def _refusal(order: Document) -> str:
	"""Say why no mail may go out; "" where it may, at night too: then it waits for the morning."""
	if order.customer:
		verdict = gate.may_contact(order.customer, *_SERVICE)
		if not verdict.allowed and not verdict.until:
			return gate.words(verdict)
	if not _sealed_address(order):
		return _("no address is known.")
	if not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}):
		return _("no e-mail account is set up.")
	return ""


def _address(order: Document) -> str:
	"""Open the address the solution goes to; it stands nowhere but in the mail."""
	doctype, field, entry = _sealed_address(order) or ("", "", None)
	return sealing.open_value(doctype, field, *entry) if entry else ""


def _sealed_address(order: Document) -> tuple[str, str, tuple[str, int]] | None:
	"""The address the customer wrote from, else the one on the customer's file, as it is sealed."""
	asked = [(ORDER, order.name, "contact_email"), (CUSTOMER, order.customer, "email")]
	for doctype, name, field in asked:
		if name and (entry := vault.read_one(doctype, name, field)):
			return doctype, field, entry
	return None
