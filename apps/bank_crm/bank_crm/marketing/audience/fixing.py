"""Fixing the targets of a wave: one row for every customer of the audience, to be sent to or with the reason why not.

Portions of customers stand for themselves; a job that was stopped is done again and adds only who is missing. Nothing
is sent before the wave's state says that all are there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime
from itertools import cycle, groupby, islice
from operator import itemgetter
from typing import Any

import frappe
from frappe.query_builder import Table
from frappe.query_builder.functions import Count, IfNull, Min
from frappe.utils import create_batch, now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Case, PseudoColumn, Term, Values, ValueWrapper

from bank_crm.analytics.sync.lanes import Lane, statement
from bank_crm.customer.spans import ROWS_PER_RANGE, Span, spans
from bank_crm.domain.campaign_enums import Exclusion, MessageState
from bank_crm.domain.care import ConsentPurpose
from bank_crm.marketing.audience import buckets, choosing, reasons
from bank_crm.name_list import NameList

MESSAGE, MEMBER, WAVE, CUSTOMER, VAULT = (
	"Bank Message",
	"Bank Campaign Member",
	"Bank Campaign Wave",
	"Bank Customer",
	"Bank Sealed Value",
)
#: More than a portion has: keeps MariaDB from evaluating the reason twice, once for each column it is written to.
_ALL_ROWS = 10**9
#: Statements that wait for a connection.
_AHEAD = 4


def fix(
	wave: Mapping[str, Any], version: str, content: choosing.Content, *, commit: bool = False
) -> dict[str, int]:
	"""Write the targets of a wave; returns how many per reason, those to be sent to under "". Repeatable.

	`wave` is the wave's row, `content` that of the campaign's version. `commit` is for jobs only.
	"""
	now = now_datetime()
	_over_spans(lambda span: _insert(wave, version, content, span, now), commit)
	if content["avoid_duplicates"] and (field := reasons.ADDRESS_FIELD.get(wave["channel"])):
		_leave_duplicates_out(wave["name"], field, commit)
	_over_spans(lambda span: _join(wave, content, span, now), commit)
	return counts(wave["name"])


def counts(wave: str) -> dict[str, int]:
	"""Return how many rows of a wave there are per reason; "" are those that are (or were) to be sent to."""
	table = frappe.qb.DocType(MESSAGE)
	reason = IfNull(table.exclusion, "").as_("reason")
	query = frappe.qb.from_(table).select(reason, Count("*")).where(table.wave == wave).groupby(reason)
	return {str(name): int(count) for name, count in query.run()}


def _insert(
	wave: Mapping[str, Any], version: str, content: choosing.Content, span: Span, now: datetime
) -> QueryBuilder:
	table = frappe.qb.DocType(MESSAGE)
	judged = _judged(wave, content, span, now).as_("judged")
	reason = (
		Case()
		.when(judged.reason.isnotnull(), judged.reason)
		.when(judged.variant.isnull(), Exclusion.NO_CONTENT.value)
	)
	state = (
		Case()
		.when(judged.reason.isnotnull() | judged.variant.isnull(), MessageState.EXCLUDED.value)
		.else_(MessageState.QUEUED.value)
	)
	constants = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"campaign": wave["campaign"],
		"wave": wave["name"],
		"channel": wave["channel"],
		"purpose": ConsentPurpose.MARKETING.value,
		"version": version,
		"due_at": wave["send_at"],
	}
	return (
		frappe.qb.into(table)
		.columns("name", "customer", "state", "exclusion", "variant", *constants)
		.from_(judged)
		.select(
			PseudoColumn("nextval(`bank_message_id_seq`)"), judged.customer, state, reason, judged.variant
		)
		.select(*(ValueWrapper(value) for value in constants.values()))
		.on_duplicate_key_update(table.customer, Values(table.customer))
	)


def _judged(wave: Mapping[str, Any], content: choosing.Content, span: Span, now: datetime) -> QueryBuilder:
	customer = frappe.qb.DocType(CUSTOMER)
	chosen = choosing.of_wave(wave, content, span).as_("chosen")
	reason = reasons.exclusion(content, wave["campaign"], wave["channel"], customer, now)
	variant = buckets.variant(content, wave["channel"], wave["campaign"], customer.name)
	return (
		frappe.qb.from_(chosen)
		.inner_join(customer)
		.on(customer.name == chosen.customer)
		.select(chosen.customer, reason.as_("reason"), variant.as_("variant"))
		.limit(_ALL_ROWS)
	)


def _leave_duplicates_out(wave: str, field: str, commit: bool) -> None:
	"""Of customers who share an address, the one with the first number gets the message.

	Shared addresses are looked for without a lock – an UPDATE over all of them would hold every address of the bank –
	and along the index that has them side by side: a million are gone through in two seconds.
	"""
	repeated = frappe.qb.DocType(VAULT)
	shared = (
		frappe.qb.from_(repeated)
		.force_index("blind_index_ref_doctype_ref_field_index")
		.select(repeated.blind_index)
		.where((repeated.ref_doctype == CUSTOMER) & (repeated.ref_field == field))
		.groupby(repeated.blind_index)
		.having(Count("*") > 1)
	)
	table = frappe.qb.DocType(MESSAGE)
	for some in create_batch(shared.run(pluck=True), ROWS_PER_RANGE):
		by_address = groupby(_queued_for(wave, field, some), key=itemgetter(0))
		later = [name for _address, rows in by_address for _same, name in islice(rows, 1, None)]
		query = frappe.qb.update(table).set(table.state, MessageState.EXCLUDED.value)
		query.set(table.exclusion, Exclusion.DUPLICATE.value).where(NameList(later).holds(table.name)).run()
		_keep(commit)


def _queued_for(wave: str, field: str, addresses: list[str]) -> list[tuple[str, int]]:
	"""Return address and message of those to be sent to, by address, the customer with the first number first."""
	own, message = frappe.qb.DocType(VAULT), frappe.qb.DocType(MESSAGE)
	query = (
		frappe.qb.from_(own)
		.inner_join(message)
		.on((message.wave == wave) & (message.customer == own.ref_name))
		.select(own.blind_index, message.name)
		.where((own.ref_doctype == CUSTOMER) & (own.ref_field == field))
		.where(NameList(addresses).holds(own.blind_index) & (message.state == MessageState.QUEUED.value))
	)
	return query.orderby(own.blind_index).orderby(own.ref_name).run()


def _join(wave: Mapping[str, Any], content: choosing.Content, span: Span, now: datetime) -> QueryBuilder:
	"""Make members of those who are sent to and of the control group; who is one already stays as he is."""
	table, message = frappe.qb.DocType(MEMBER), frappe.qb.DocType(MESSAGE)
	control = message.exclusion == Exclusion.CONTROL.value
	segment = _segment_of(content, message)
	constants = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"campaign": wave["campaign"],
		"joined_at": now,
		"purchase_amount": 0,
	}
	return (
		frappe.qb.into(table)
		.columns("name", "customer", "variant", "in_control", "segment", *constants)
		.from_(message)
		.select(PseudoColumn("nextval(`bank_campaign_member_id_seq`)"), message.customer, message.variant)
		.select(Case().when(control, 1).else_(0), segment)
		.select(*(ValueWrapper(value) for value in constants.values()))
		.where((message.wave == wave["name"]) & span(message.customer))
		.where((message.state == MessageState.QUEUED.value) | control)
		.on_duplicate_key_update(table.customer, Values(table.customer))
	)


def _segment_of(content: choosing.Content, message: Table) -> Term:
	"""The first of the campaign's segments a customer is in, for comparing groups."""
	segments = choosing.included(content)
	if len(segments) == 1:
		return ValueWrapper(segments[0])
	seat = frappe.qb.DocType(choosing.SEAT).as_("seat")
	return (
		frappe.qb.from_(seat)
		.select(Min(seat.segment))
		.where((seat.customer == message.customer) & seat.segment.isin(segments or [""]))
	)


def _over_spans(build: Callable[[Span], QueryBuilder], commit: bool) -> None:
	"""Execute a statement for each portion of customers; in a job by two connections that lock nothing they only read."""
	if not commit:
		for span, _size in spans():
			build(span).run()
		return
	_keep(commit)
	with Lane() as one, Lane() as other:
		waiting: deque[Future[None]] = deque()
		for (span, _size), lane in zip(spans(), cycle((one, other)), strict=False):
			waiting.append(lane.submit([statement(build(span))]))
			if len(waiting) > _AHEAD:
				waiting.popleft().result()
		for future in waiting:
			future.result()
	_keep(commit)  # what the others have committed is to be seen from here on


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each step may be repeated
