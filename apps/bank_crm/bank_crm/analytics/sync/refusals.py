"""Refused rows: kept with file, line, column and reason, never with a raw value (INT-03)."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from pypika import Case, CustomFunction, Order
from pypika.functions import Concat
from pypika.terms import PseudoColumn

from bank_crm.analytics.sync.context import REFUSED, PartContext, constant
from bank_crm.analytics.sync.staging import staged
from bank_crm.domain.sync_types import KEY_FIELD, RowRefusal

DOCTYPE = "Bank Sync Refusal"
NEXT_ID = PseudoColumn("nextval(`bank_sync_refusal_id_seq`)")
_HEAD = ("name", "creation", "modified", "owner", "modified_by", "run", "data_source", "part")
_DETAILS = ("file_name", "line_no", "column_name", "reason", "value_shown", "external_id")
_ROWS_PER_INSERT = 500
_LONG_KEY = 8
_left = CustomFunction("LEFT", ["text", "size"])
_length = CustomFunction("CHAR_LENGTH", ["text"])


def forget_refusals(context: PartContext) -> None:
	"""Before a part is loaded (again)."""
	table = frappe.qb.DocType(DOCTYPE)
	frappe.qb.from_(table).delete().where(table.part == context.part).run()


def store_refusals(context: PartContext, origin: str, refusals: Sequence[RowRefusal]) -> None:
	"""Rows the mapping refused."""
	table = frappe.qb.DocType(DOCTYPE)
	for start in range(0, len(refusals), _ROWS_PER_INSERT):
		query = frappe.qb.into(table).columns(*_HEAD, *_DETAILS)
		for refusal in refusals[start : start + _ROWS_PER_INSERT]:
			query = query.insert(
				*_head(context),
				origin[:140],
				refusal.line,
				refusal.column[:140],
				refusal.reason.value,
				refusal.value,
				refusal.external_id[:140],
			)
		query.run()


def store_matched_refusals(context: PartContext) -> None:
	"""Rows that were refused by what the database knows: unknown references, duplicate keys."""
	table, stage, match = frappe.qb.DocType(DOCTYPE), context.stage, context.match
	shown = Case()
	for reference in context.staging.references:
		column = stage[staged(reference.name)]
		short = Concat(_left(column, 2), "***")
		source_name = " + ".join(context.source.mapping.mapping_of(reference.name).columns)
		shown = shown.when(
			match.m_reason_column == source_name,
			Case().when(_length(column) >= _LONG_KEY, short).else_(column),
		)
	shown = shown.else_("") if context.staging.references else constant("")
	(
		frappe.qb.into(table)
		.columns(*_HEAD, *_DETAILS)
		.from_(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.select(
			*_head(context),
			stage.x_origin,
			stage.x_line,
			match.m_reason_column,
			match.m_reason,
			shown,
			stage[staged(KEY_FIELD)],
		)
		.where(match.m_state == REFUSED)
		.orderby(match.x_row, order=Order.asc)
	).run()


def _head(context: PartContext) -> tuple[object, ...]:
	values = (
		context.now,
		context.now,
		context.user,
		context.user,
		context.run,
		context.source.name,
		context.part,
	)
	return (NEXT_ID, *map(constant, values))
