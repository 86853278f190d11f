"""What became of mails in Frappe's queue: those it has sent arrived, those it gave up failed (INT-06).

Asked every minute of the waves by e-mail that are not over for long, and of single messages; nothing is moved twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import frappe
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder

from bank_crm.domain.campaign_enums import GatewayKind, MessageState, WaveState
from bank_crm.domain.care import ConsentChannel
from bank_crm.marketing.campaigns import tallies
from bank_crm.marketing.gateways.mail import STATES
from bank_crm.marketing.sending import states

MESSAGE, MAIL, WAVE, GATEWAY = "Bank Message", "Email Queue", "Bank Campaign Wave", "Bank Message Gateway"
#: Frappe's queue gives a mail up long before.
DAYS = 3
#: Messages of one wave in one look; the rest is found the next minute.
PORTION = 5_000


def follow(at: datetime | None = None) -> int:
	"""Bring messages on that were handed to the mail queue; returns how many moved."""
	now, gateways = at or now_datetime(), _gateways()
	moved, campaigns = 0, set()
	for messages in _of_waves(now - timedelta(days=DAYS)) if gateways else ():
		by_state: dict[MessageState, dict[int, str]] = {}
		for name, campaign, status in _told(messages, gateways):
			state = STATES[status]
			by_state.setdefault(state, {})[int(name)] = status if state is MessageState.FAILED else ""
			campaigns.add(campaign)
		for state, notes in by_state.items():
			moved += states.finish(list(notes), state, now, notes=notes)
	for campaign in sorted(name for name in campaigns if name):
		tallies.refresh(campaign)
	return moved


def is_used() -> bool:
	"""Whether anything leaves by the mail queue."""
	return bool(_gateways())


def _gateways() -> list[str]:
	return frappe.get_all(GATEWAY, filters={"kind": GatewayKind.EMAIL_QUEUE.value}, pluck="name", limit=0)


def _of_waves(since: datetime) -> Iterator[QueryBuilder]:
	"""Select the messages of each wave by e-mail that may still be under way, and the single ones."""
	table, wave = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(WAVE)
	waves = frappe.qb.from_(wave).select(wave.name).where(wave.channel == ConsentChannel.EMAIL.value)
	waves = waves.where(
		(wave.state == WaveState.SENDING.value)
		| ((wave.state == WaveState.DONE.value) & (wave.ended_at >= since))
	)
	for name in waves.run(pluck=True):
		yield frappe.qb.from_(table).where(table.wave == name)
	single = frappe.qb.from_(table).where(table.wave.isnull() & (table.channel == ConsentChannel.EMAIL.value))
	yield single.where(table.handed_at >= since)


def _told(messages: QueryBuilder, gateways: list[str]) -> list[tuple[int, str | None, str]]:
	"""Return message, campaign and the queue's last word, where it has said it."""
	table, mail = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(MAIL)
	query = messages.inner_join(mail).on(mail.name == table.gateway_ref)
	query = query.select(table.name, table.campaign, mail.status).where(table.gateway.isin(gateways))
	query = query.where((table.state == MessageState.SENT.value) & mail.status.isin(list(STATES)))
	return list(query.limit(PORTION).run())
