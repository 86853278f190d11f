"""What customers answer to text messages, as gateways hand it on: counted, and 退订/TD ends the consent (RSK-08, INT-06).

An answer belongs to the last message its number got from that gateway. The text itself is not kept. Handed on twice, an
answer changes nothing the second time: a message unsubscribes once, whatever the customer has decided since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from bank_crm.compliance import sealing
from bank_crm.domain import identity, message_states
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.care import ConsentChannel
from bank_crm.domain.enums import SealKind
from bank_crm.domain.reply_words import is_stop
from bank_crm.domain.sealing_format import normalise
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.sending import receipts, states

MESSAGE, CUSTOMER = "Bank Message", "Bank Customer"
#: An answer to a message that old is none.
DAYS = 30
SOURCE = "SMS"


@dataclass(frozen=True, slots=True)
class Heard:
	"""How many answers meant a message, how many of them ended a consent, how many meant none or could not be read."""

	answers: int
	stopped: int
	unknown: int


def take(gateway: str, replies: Sequence[Any], at: datetime | None = None) -> Heard:
	"""Take answers `{"from": number, "text": …}` of one gateway, at most as many as receipts."""
	now = at or now_datetime()
	answers = stopped = unknown = 0
	campaigns: set[str] = set()
	for reply in replies[: receipts.MOST]:
		rows = _meant(gateway, reply, now) if isinstance(reply, Mapping) else []
		if not rows:
			unknown += 1
			continue
		answers += 1
		names = [int(row.name) for row in rows]
		if is_stop(str(reply.get("text") or "")):
			stopped += _stop(names, now)
		elif states.finish(names, MessageState.REPLIED, now):
			states.responded(names, MessageState.REPLIED, now, SOURCE)
		campaigns |= {row.campaign for row in rows if row.campaign}
	for campaign in sorted(campaigns):
		tallies.refresh(campaign)
	return Heard(answers, stopped, unknown)


def _stop(names: Sequence[int], now: datetime) -> int:
	"""Unsubscribe what has not been unsubscribed before; returns how many."""
	stopped = 0
	for name in names:
		if states.finish([name], MessageState.UNSUBSCRIBED, now):
			states.responded([name], MessageState.UNSUBSCRIBED, now, SOURCE)
			receipts.withdraw(name)
			stopped += 1
	return stopped


def _meant(gateway: str, reply: Mapping[str, Any], now: datetime) -> list[frappe._dict]:
	"""The last message of each customer who has the number; several may share one."""
	number = normalise(SealKind.MOBILE, str(reply.get("from") or "")[:40])
	if not identity.is_mobile(number):
		return []
	customers = sealing.find(SealKind.MOBILE, number, CUSTOMER, "mobile")
	found = []
	for customer in customers:
		table = frappe.qb.DocType(MESSAGE)
		query = (
			frappe.qb.from_(table)
			.select(table.name, table.campaign)
			.where((table.customer == customer) & (table.channel == ConsentChannel.SMS.value))
			.where((table.gateway == gateway) & (table.handed_at >= now - timedelta(days=DAYS)))
			.where(table.state.isin(message_states.values(message_states.TAKEN)))
			.orderby(table.handed_at, order=frappe.qb.desc)
			.orderby(table.name, order=frappe.qb.desc)
			.limit(1)
		)
		found += query.run(as_dict=True)
	return found
