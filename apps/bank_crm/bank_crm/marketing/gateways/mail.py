"""E-mail through Frappe's own queue: what is queued is written in the caller's transaction, so it is there once or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.model.document import Document

from bank_crm.customer.care import channels
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.marketing.gateways.base import Answer, GatewayDown, Outgoing

QUEUE, MESSAGE = "Email Queue", "Bank Message"
#: The queue's words for what became of a mail.
STATES = {
	"Sent": MessageState.DELIVERED,
	"Partially Sent": MessageState.DELIVERED,
	"Error": MessageState.FAILED,
	"Expired": MessageState.FAILED,
}


class MailGateway:
	"""Puts mails into the queue; the scheduler's mail job takes them to the mail server."""

	def __init__(self, record: Document) -> None:
		self.door = channels.EmailGateway()

	def hand_over(self, messages: Sequence[Outgoing]) -> list[Answer]:
		"""Queue one mail for each message; GatewayDown where no outgoing account is set up."""
		if not self.door.ready():
			raise GatewayDown("no outgoing e-mail account")
		answers = []
		for one in messages:
			queued = self.door.send(
				channels.Message(
					one.to, one.subject, one.text, str(one.name), MESSAGE, image=one.image, stop=one.stop
				)
			)
			answers.append(Answer(one.key, MessageState.SENT, str(queued or "")))
		return answers

	def look_up(self, keys: Sequence[str]) -> list[Answer]:
		"""Tell what the queue knows of messages; a queue entry that was never committed is not there."""
		names = {key.rpartition("-")[2]: key for key in keys}
		rows = frappe.get_all(
			QUEUE,
			filters={"reference_doctype": MESSAGE, "reference_name": ("in", list(names))},
			fields=["name", "reference_name", "status"],
			limit=0,
		)
		found = {row.reference_name: row for row in rows}
		return [
			Answer(
				key,
				STATES.get(found[name].status, MessageState.SENT) if name in found else None,
				str(found[name].name) if name in found else "",
			)
			for name, key in names.items()
		]
