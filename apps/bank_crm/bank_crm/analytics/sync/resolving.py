"""Stage 2: what can only be said when all rows of the part are staged – duplicates, the same persons, names."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count, Min
from pypika import CustomFunction

from bank_crm.analytics.sync import matching, naming
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.classifying import classification, link_fields
from bank_crm.analytics.sync.context import (
	BY_RECORD,
	CHANGED,
	LINKED,
	NEW,
	REFUSED,
	UNCHANGED,
	PartContext,
	row_spans,
)
from bank_crm.analytics.sync.refusals import store_matched_refusals
from bank_crm.analytics.sync.staging import staged
from bank_crm.domain.sync_types import KEY_FIELD, RefusalReason, RowCounts, SyncEntity

_crc32 = CustomFunction("CRC32", ["text"])
_weights = CustomFunction("WEIGHT_STRING", ["text"])


def resolve_part(context: PartContext, read: int, last_row: int) -> RowCounts:
	"""Complete the match table and count. All of it can be repeated until the stage is recorded."""
	if context.entity in BY_RECORD:
		# a branch's parent and a person's other row may be anywhere in the part
		context.staging.create_match(link_fields(context))
		for span in row_spans(last_row):
			classification(context, span).run()
			checkpoint()  # batch job, a stopped stage begins again
	context.beat("Matching", 0.3)
	_refuse_duplicates(context)
	if context.entity is SyncEntity.CUSTOMER:
		matching.link_known_persons(context)
		matching.leave_erased_alone(context)
	elif context.entity in (SyncEntity.BRANCH, SyncEntity.PRODUCT):
		matching.link_known_codes(context)
	naming.name_new_rows(context)
	if context.entity is SyncEntity.CUSTOMER:
		naming.name_linked_rows(context)
	store_matched_refusals(context)
	return _count(context, read, last_row)


def _refuse_duplicates(context: PartContext) -> None:
	"""The first row of a key stays, the others of the same part are refused."""
	stage, match = context.stage, context.match
	key = stage[staged(KEY_FIELD)]
	# Two steps: grouping by four bytes stays in memory where whole keys would not; then only rows whose checksum
	# comes twice are compared, by the same collation the unique indexes use.
	checksum = _crc32(_weights(key))
	doubtful = (
		frappe.qb.from_(stage).select(checksum.as_("checksum")).groupby(checksum).having(Count("*") > 1)
	).as_("doubtful")
	twice = (
		frappe.qb.from_(stage)
		.join(doubtful)
		.on(doubtful.checksum == checksum)
		.select(key.as_("twice_id"), Min(stage.x_row).as_("first_row"))
		.groupby(key)
		.having(Count("*") > 1)
	).as_("twice")
	# nearly always nothing; the update would look every row up before it found that out
	if not frappe.qb.from_(twice).select(twice.twice_id).limit(1).run():
		return
	(
		frappe.qb.update(match)
		.join(stage)
		.on(stage.x_row == match.x_row)
		.join(twice)
		.on(twice.twice_id == key)
		.set(match.m_state, REFUSED)
		.set(match.m_reason, RefusalReason.DUPLICATE_KEY.value)
		.set(match.m_reason_column, " + ".join(context.source.mapping.mapping_of(KEY_FIELD).columns))
		.where((stage.x_row > twice.first_row) & (match.m_state != REFUSED))
	).run()


def _count(context: PartContext, read: int, staged_rows: int) -> RowCounts:
	match = context.match
	rows = dict(frappe.qb.from_(match).select(match.m_state, Count("*")).groupby(match.m_state).run())
	return RowCounts(
		read=read,
		# a row linked to a person we have is new as a row, though no new customer
		new=rows.get(NEW, 0) + rows.get(LINKED, 0),
		changed=rows.get(CHANGED, 0),
		unchanged=rows.get(UNCHANGED, 0),
		refused=rows.get(REFUSED, 0) + read - staged_rows,
	)
