"""The steps of messages, set-based: what a gateway answered or reported, with the figures that follow in the same transaction.

Each step is an UPDATE from the states it may come from (`domain/message_states.py`), so that an answer that comes
twice moves nothing a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.functions import Function

from bank_crm.domain.campaign_enums import Exclusion, MessageState, ResponseKind
from bank_crm.domain.message_states import ARRIVED, RESPONSES, TAKEN, TIMES, sources
from bank_crm.marketing import responses
from bank_crm.marketing.campaigns import tallies

MESSAGE, MEMBER = "Bank Message", "Bank Campaign Member"
_PREFIX = "BM"
_COUNTED = {
	MessageState.FAILED: "failed",
	MessageState.BOUNCED: "failed",
	MessageState.CANCELLED: "cancelled",
	MessageState.EXCLUDED: "excluded",
}


def key_of(name: int | str) -> str:
	"""Return what a message is known by at gateways: one key for all its attempts, none like it on another site."""
	return f"{_PREFIX}-{frappe.conf.db_name}-{name}"


def name_of(key: object) -> int | None:
	"""Return the message of a key; None for any that is not this site's."""
	before, _dash, name = str(key).rpartition("-")
	if before != f"{_PREFIX}-{frappe.conf.db_name}" or not name.isascii() or not name.isdigit():
		return None
	return int(name) if len(name) <= 18 else None


def finish(
	names: Sequence[int],
	state: MessageState,
	at: datetime,
	*,
	refs: Mapping[int, str] | None = None,
	notes: Mapping[int, str] | None = None,
	gateway: str | None = None,
	arrives: bool = False,
) -> int:
	"""Bring messages to a state, as far as it may follow theirs; returns how many moved.

	`arrives`: the gateway reports nothing later, so that who was sent to counts as reached.
	"""
	rows = _lock(names, state)
	if not rows:
		return 0
	table = frappe.qb.DocType(MESSAGE)
	moved = [row.name for row in rows]
	query = frappe.qb.update(table).set(table.state, state.value).set(table.claim, None)
	if column := TIMES.get(state):
		query = query.set(table[column], Coalesce(table[column], at))
	if state in TAKEN:
		query = query.set(table.sent_at, Coalesce(table.sent_at, at))
	if state in ARRIVED or (state is MessageState.SENT and arrives):
		query = query.set(table.delivered_at, Coalesce(table.delivered_at, at))
	if state not in TAKEN:
		query = query.set(table.ended_at, at)
	if gateway:
		query = query.set(table.gateway, gateway)
	query = _per_row(query, table.gateway_ref, moved, refs)
	query = _per_row(query, table.note, moved, notes)
	query.where(table.name.isin(moved)).run()
	_count(rows, state, at, arrives)
	return len(moved)


def exclude(reasons: Mapping[int, tuple[Exclusion, str]], at: datetime) -> None:
	"""Leave out messages that were to be sent and may not be: reason and note for each."""
	by_reason: dict[tuple[Exclusion, str], list[int]] = {}
	for name, reason in reasons.items():
		by_reason.setdefault(reason, []).append(name)
	table = frappe.qb.DocType(MESSAGE)
	for (exclusion, note), names in by_reason.items():
		rows = _lock(names, MessageState.EXCLUDED)
		if not rows:
			continue
		(
			frappe.qb.update(table)
			.set(table.state, MessageState.EXCLUDED.value)
			.set(table.exclusion, exclusion.value)
			.set(table.note, note or None)
			.set(table.claim, None)
			.set(table.handed_at, None)
			.set(table.ended_at, at)
			.where(table.name.isin([row.name for row in rows]))
		).run()
		_count(rows, MessageState.EXCLUDED, at, False)


def requeue(names: Sequence[int], note: str = "") -> None:
	"""Put messages back that surely were not taken."""
	if not names:
		return
	table = frappe.qb.DocType(MESSAGE)
	(
		frappe.qb.update(table)
		.set(table.state, MessageState.QUEUED.value)
		.set(table.claim, None)
		.set(table.handed_at, None)
		.set(table.note, note or None)
		.where(table.name.isin(list(names)) & (table.state == MessageState.HANDED.value))
	).run()


def responded(names: Iterable[int], state: MessageState, at: datetime, source: str) -> None:
	"""Record what customers did with messages: opened, clicked, answered, unsubscribed."""
	kind: ResponseKind = RESPONSES[state]
	table = frappe.qb.DocType(MESSAGE)
	rows = (
		frappe.qb.from_(table)
		.select(table.name, table.campaign, table.wave, table.customer, table.variant)
		.where(table.name.isin(list(names)) & table.campaign.isnotnull())
	).run(as_dict=True)
	for row in rows:
		responses.record(
			row.campaign,
			row.customer,
			kind,
			at,
			source,
			key=f"message:{row.name}:{kind.value}",
			wave=row.wave,
			variant=row.variant,
		)


def _lock(names: Sequence[int], state: MessageState) -> list[frappe._dict]:
	"""Lock the messages that may get into a state."""
	if not names:
		return []
	table = frappe.qb.DocType(MESSAGE)
	return (
		frappe.qb.from_(table)
		.select(
			table.name,
			table.campaign,
			table.wave,
			table.customer,
			table.state,
			table.delivered_at,
			table.opened_at,
			table.clicked_at,
		)
		.where(table.name.isin(list(names)) & table.state.isin(sources(state)))
		.orderby(table.name)
		.for_update()
	).run(as_dict=True)


def _per_row(query: Any, column: Any, names: Sequence[int], texts: Mapping[int, str] | None) -> Any:
	"""Set a text for each row, in the one statement."""
	given = {name: text for name, text in (texts or {}).items() if text and name in set(names)}
	if not given:
		return query
	table = frappe.qb.DocType(MESSAGE)
	chosen = Function("ELT", Function("FIELD", table.name, *given), *given.values())
	return query.set(column, Coalesce(chosen, column))


def _count(rows: Sequence[frappe._dict], state: MessageState, at: datetime, arrives: bool) -> None:
	"""Move the figures of the waves by what these rows have become."""
	by_wave: dict[tuple[str, str | None], list[frappe._dict]] = {}
	for row in rows:
		if row.campaign:
			by_wave.setdefault((row.campaign, row.wave), []).append(row)
	taken = [one.value for one in TAKEN]
	arriving = state in ARRIVED or (state is MessageState.SENT and arrives)
	for (campaign, wave), own in by_wave.items():
		reached = _reach(campaign, [row.customer for row in own], at) if arriving else 0
		if not wave:
			if reached:
				tallies.add(campaign, reached=reached, reached_single=reached)
			continue
		new = {
			"sent": sum(1 for row in own if row.state not in taken) if state in TAKEN else 0,
			"delivered": sum(1 for row in own if not row.delivered_at) if arriving else 0,
			"opened": sum(1 for row in own if not row.opened_at) if state is MessageState.OPENED else 0,
			"clicked": sum(1 for row in own if not row.clicked_at) if state is MessageState.CLICKED else 0,
			"reached": reached,
		}
		if state is MessageState.BOUNCED:
			new["sent"] = sum(1 for row in own if row.state not in taken)
		if state is MessageState.FAILED:
			new["sent"] = -sum(1 for row in own if row.state in taken)
		if counter := _COUNTED.get(state):
			new[counter] = len(own)
		if state is MessageState.EXCLUDED:
			new["targeted"] = -len(own)
		tallies.add_to_wave(wave, **new)


def _reach(campaign: str, customers: Sequence[str], at: datetime) -> int:
	"""Note at the members when they were first reached; returns for how many that was now."""
	member = frappe.qb.DocType(MEMBER)
	(
		frappe.qb.update(member)
		.set(member.reached_at, at)
		.where((member.campaign == campaign) & member.customer.isin(list(customers)))
		.where(member.reached_at.isnull())
	).run()
	return int(frappe.db._cursor.rowcount)
