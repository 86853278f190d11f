"""One interface for every way a message leaves the bank, and where the sender finds them (INT-06).

A bank's own app adds or replaces a kind by the hook `bank_message_gateways` = {kind: dotted path of a class}; the
last one wins. Which gateway serves a channel is a record (Bank Message Gateway).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.campaign_enums import MessageState

HOOK = "bank_message_gateways"
GATEWAY = "Bank Message Gateway"


@dataclass(frozen=True, slots=True)
class Outgoing:
	"""One message as a gateway gets it. `to` is the complete address and is neither stored nor logged.

	`stop` is the address of the customer's own to unsubscribe at, `image` the one an e-mail tells by that it was opened.
	"""

	#: What the message is known by on both sides, however often it is handed over.
	key: str
	name: int
	to: str
	subject: str
	text: str
	stop: str = ""
	image: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
	"""What a gateway says of one message; `state` None means it knows nothing of it."""

	key: str
	state: MessageState | None
	ref: str = ""
	error: str = ""


class GatewayDown(Exception):
	"""The gateway has surely taken nothing: no connection, or it said so."""


class OutcomeUnknown(Exception):
	"""The gateway may have taken the messages; it has to be asked by their keys."""


class Gateway(Protocol):
	"""One way out."""

	def hand_over(self, messages: Sequence[Outgoing]) -> list[Answer]:
		"""Hand messages over; an answer for each. Raises GatewayDown or OutcomeUnknown."""

	def look_up(self, keys: Sequence[str]) -> list[Answer]:
		"""Ask what became of messages; an answer for each. Raises GatewayDown."""


def for_channel(channel: str) -> Document | None:
	"""Return the record of the enabled gateway of a channel; the newest where there are several."""
	names = frappe.get_all(
		GATEWAY, filters={"channel": channel, "enabled": 1}, pluck="name", order_by="creation desc", limit=1
	)
	return frappe.get_cached_doc(GATEWAY, names[0]) if names else None


def connect(record: Document) -> Gateway:
	"""Return the object that speaks to a gateway."""
	paths = frappe.get_hooks(HOOK, default={}).get(record.kind)
	if not paths:
		frappe.throw(_("Nothing here can speak to a gateway of the kind {0}.").format(_(record.kind)))
	return frappe.get_attr(paths[-1])(record)
