"""Stage 3: new rows in, changed rows over, unchanged rows untouched; chunk by chunk, each in one transaction.

Every chunk notes on its first row, in its own transaction, that it is done; a run that goes on does only the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import ExitStack

import frappe
from frappe.query_builder.functions import Count, Max
from pypika.queries import QueryBuilder

from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.context import (
	BY_RECORD,
	CHANGED,
	LINKED,
	NEW,
	PartContext,
	row_spans,
)
from bank_crm.analytics.sync.lanes import LANES, Lane, statement
from bank_crm.analytics.sync.writing import insert_new, source_records, update_changed, vault_entries
from bank_crm.domain.sync_types import SyncEntity

_INSERTED = 1
_DONE = 2
Span = tuple[int, int]


def apply_part(context: PartContext, last_row: int, chunk_rows: int) -> None:
	"""Apply what isn't applied yet of the staged rows."""
	spans = row_spans(last_row, chunk_rows)
	turns = turns_of(context)
	if context.entity not in BY_RECORD:
		_insert_by_lanes(context, _left(context, spans, _INSERTED))
		if not turns:
			return
	left = _left(context, spans, _DONE)
	for number, span in enumerate(left, start=1):
		for query in _in_order(context, span, turns):
			query.run()
		mark_chunk(context, span, _DONE).run()
		checkpoint()  # batch job, each chunk stands for itself
		context.beat("Applying", 0.6 + 0.3 * number / len(left))


def apply_behind(context: PartContext, last_row: int, turn: int) -> None:
	"""Apply the rows whose turn comes after the given one, all of them in the transaction that gave them that turn."""
	span = (1, last_row)
	for later in range(turn + 1, turns_of(context) + 1):
		for query in (*vault_entries(context, span, CHANGED, later), update_changed(context, span, later)):
			query.run()
	checkpoint()  # batch job; repeated, there is nothing behind


def _in_order(context: PartContext, span: Span, turns: int) -> list[QueryBuilder]:
	"""All of a chunk, except that the new rows of an entity with its own keys are in already."""
	queries: list[QueryBuilder] = []
	if context.entity in BY_RECORD:
		queries += [insert_new(context, span), *vault_entries(context, span, NEW)]
	for turn in range(1, turns + 1):
		# the vault first: whether a field is blank is asked of the row before it changes
		queries += [*vault_entries(context, span, CHANGED, turn), update_changed(context, span, turn)]
	if context.entity in BY_RECORD:
		queries.append(source_records(context, span))
	return queries


def _insert_by_lanes(context: PartContext, spans: Sequence[Span]) -> None:
	"""New rows only meet new keys, so two chunks at a time don't wait for each other."""
	with ExitStack() as opened:
		lanes = [opened.enter_context(Lane()) for _number in range(min(LANES, len(spans)))]
		under_way: deque[Future[None]] = deque()
		for number, span in enumerate(spans):
			if len(under_way) == len(lanes):
				under_way.popleft().result()
			queries = [
				insert_new(context, span),
				*vault_entries(context, span, NEW),
				mark_chunk(context, span, _INSERTED),
			]
			under_way.append(lanes[number % len(lanes)].submit([statement(query) for query in queries]))
			context.beat("Applying", 0.3 + 0.3 * number / len(spans))
		for future in under_way:
			future.result()
	checkpoint()  # the next statements must see what the lanes have committed


def mark_chunk(context: PartContext, span: Span, how_far: int) -> QueryBuilder:
	"""Belongs into the chunk's own transaction."""
	match = context.match
	return frappe.qb.update(match).set(match.m_applied, how_far).where(match.x_row == span[0])


def _left(context: PartContext, spans: Sequence[Span], how_far: int) -> list[Span]:
	match = context.match
	done = set(frappe.qb.from_(match).select(match.x_row).where(match.m_applied >= how_far).run(pluck=True))
	return [span for span in spans if span[0] not in done]


def turns_of(context: PartContext) -> int:
	"""How many passes over changed rows: none without any, one, or as many as rows of this part share a customer."""
	match = context.match
	most, changed = (
		frappe.qb.from_(match)
		.select(Max(match.m_place), Count("*"))
		.where(match.m_state.isin([CHANGED, LINKED]))
		.run()
	)[0]
	if context.entity is SyncEntity.CUSTOMER:
		return int(most or 0)
	return 1 if changed else 0
