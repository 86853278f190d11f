"""What gateways report: arrived, failed, opened, clicked, answered, unsubscribed – believed once signed, counted once (INT-06).

A receipt that comes twice, late or out of order moves nothing it may not move; one of a message that is not known is
told back and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import cint, now_datetime

from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.care import ConsentDecision
from bank_crm.domain.message_states import REPORTED, RESPONSES
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.sending import states

MESSAGE, CONSENT, WAVE = "Bank Message", "Bank Contact Consent", "Bank Campaign Wave"
MOST = 1_000
_STATES = {state.value: state for state in REPORTED}


@dataclass(frozen=True, slots=True)
class Taken:
	"""What became of a set of receipts: how many were new, which keys nobody knows, which could not be read."""

	new: int
	unknown: tuple[str, ...]
	unreadable: int


def take(gateway: str, receipts: Sequence[Any], at: datetime | None = None) -> Taken:
	"""Take receipts of one gateway, at most a thousand; a message of another gateway is unknown to it."""
	now = at or now_datetime()
	by_state: dict[MessageState, dict[int, str]] = {}
	keys: dict[int, str] = {}
	unknown, unreadable = [], 0
	for receipt in receipts[:MOST]:
		state = _STATES.get(str(receipt.get("state"))) if isinstance(receipt, Mapping) else None
		if state is None:
			unreadable += 1
			continue
		name = states.name_of(receipt.get("key"))
		if name is None:
			unknown.append(str(receipt.get("key"))[:60])
			continue
		keys[name] = str(receipt["key"])
		by_state.setdefault(state, {})[name] = str(receipt.get("error") or "")[:140]
	known = _known(gateway, list(keys))
	unknown += [key for name, key in keys.items() if name not in known]
	new, campaigns = 0, set()
	for state, rows in by_state.items():
		names = [name for name in rows if name in known]
		new += states.finish(names, state, now, notes=rows)
		if state in RESPONSES:
			states.responded(names, state, now, gateway)
		if state is MessageState.UNSUBSCRIBED:
			for name in names:
				withdraw(name)
		campaigns |= {known[name] for name in names if known[name]}
	for campaign in sorted(campaigns):
		tallies.refresh(campaign)
	return Taken(new, tuple(unknown), unreadable)


def click(message: int) -> str | None:
	"""Record that a customer followed the address of a message; returns where it leads, None for no such message."""
	row = frappe.db.get_value(
		MESSAGE,
		message,
		["campaign", "wave", "version", "variant", "channel", "link_url", "state"],
		as_dict=True,
	)
	if row is None or row.state in (MessageState.EXCLUDED.value, MessageState.CANCELLED.value):
		return None
	url = row.link_url or _link_of(row)
	if not url:
		return None
	now = now_datetime()
	states.finish([message], MessageState.CLICKED, now)
	states.responded([message], MessageState.CLICKED, now, "link")
	if row.campaign:
		tallies.refresh(row.campaign)
	return url


def counts_openings() -> bool:
	"""Whether the bank wants to know of mails that are opened."""
	return bool(cint(frappe.db.get_single_value("Bank CRM Settings", "count_opened_mails", cache=True)))


def opened(message: int) -> bool:
	"""Record that a mail was opened; True the first time. Who has clicked already is not brought back."""
	now = now_datetime()
	if not states.finish([message], MessageState.OPENED, now):
		return False
	states.responded([message], MessageState.OPENED, now, "image")
	if campaign := frappe.db.get_value(MESSAGE, message, "campaign"):
		tallies.refresh(campaign)
	return True


def withdraw(message: int) -> None:
	"""Take back the consent a message was sent by: the customer does not want this channel for this purpose."""
	row = frappe.db.get_value(MESSAGE, message, ["customer", "channel", "purpose"], as_dict=True)
	frappe.db.get_value("Bank Customer", row.customer, "name", for_update=True)
	current = {
		"customer": row.customer,
		"channel": row.channel,
		"purpose": row.purpose,
		"is_current": 1,
		"decision": ConsentDecision.WITHDRAWN.value,
	}
	if frappe.db.exists(CONSENT, current):
		return
	frappe.get_doc(
		{
			"doctype": CONSENT,
			"customer": row.customer,
			"channel": row.channel,
			"purpose": row.purpose,
			"decision": ConsentDecision.WITHDRAWN.value,
			"decided_at": now_datetime(),
			"source": "Message",
		}
	).insert(ignore_permissions=True)  # the customer's own decision, by the address only he or she was sent


def _known(gateway: str, names: Sequence[int]) -> dict[int, str | None]:
	if not names:
		return {}
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).select(table.name, table.campaign).where(table.name.isin(list(names)))
	# a receipt may overtake the answer to its message's call
	mine = (table.gateway == gateway) | (table.gateway.isnull() & (table.state == MessageState.HANDED.value))
	return {int(name): campaign for name, campaign in query.where(mine).run()}


def _link_of(row: Mapping[str, Any]) -> str:
	from bank_crm.marketing.campaigns import versions

	if not row["version"]:
		return ""
	for line in versions.content_of(row["version"])["variants"]:
		if line["variant"] == row["variant"] and line["channel"] == row["channel"]:
			return str(line["link_url"])
	return ""
