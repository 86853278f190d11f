"""Stage 1: connector → mapping → sealing → staging table.

Rows that carry their key in their own columns are classified as soon as they are staged, while the next are mapped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import repeat

from bank_crm.analytics.sync.bulk import StageLoader
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.classifying import classification, link_fields
from bank_crm.analytics.sync.connectors import Part
from bank_crm.analytics.sync.context import BY_RECORD, ROWS_PER_BATCH, PartContext
from bank_crm.analytics.sync.lanes import Statement, statement
from bank_crm.analytics.sync.refusals import forget_refusals, store_refusals
from bank_crm.compliance.sealing import seal_many
from bank_crm.domain.quiet_text import quieten_column
from bank_crm.domain.sync_hash import row_hashes
from bank_crm.domain.sync_types import FieldKind, TypedBatch


@dataclass(frozen=True)
class Loaded:
	"""`read` counts all rows of the part, `staged` those that passed the mapping."""

	read: int
	staged: int
	watermark: str | None


def load_part(context: PartContext, part: Part, watermark: str | None) -> Loaded:
	"""Fill the staging table with the part's rows; begins from nothing, so it can be repeated. SourceProblem."""
	context.staging.create_stage()
	context.staging.create_match(link_fields(context))
	forget_refusals(context)
	mapping = context.source.mapping
	read = staged = 0
	follow = None if context.entity in BY_RECORD else partial(_classified, context)
	with StageLoader(context.stage, context.staging.stage_columns, follow) as loader:
		for raw in context.source.connector.read(part, mapping.source_columns, watermark, ROWS_PER_BATCH):
			read += raw.row_count
			if raw.watermark:
				watermark = raw.watermark
			batch = mapping.apply(raw)
			if batch.lines:
				loader.add(_stage_cells(context, batch, staged))
				staged += len(batch.lines)
			if batch.refusals:
				store_refusals(context, batch.origin, batch.refusals)
			context.beat(f"{part.name}: {read:,}", 0.0)
	checkpoint()  # the stage is complete, a stopped run goes on behind it
	return Loaded(read, staged, watermark)


def _classified(context: PartContext, span: tuple[int, int]) -> list[Statement]:
	return [statement(classification(context, span))]


def _stage_cells(context: PartContext, batch: TypedBatch, staged: int) -> list[object]:
	"""The batch's columns in the staging table's order; sealed values leave here, raw ones end here."""
	rows = len(batch.lines)
	values: list[object] = []
	hashed: list[list[str | None]] = []
	for target in context.staging.targets:
		cells = batch.columns[target.name]
		if target.kind is FieldKind.LONG_TEXT:
			cells = quieten_column(cells)
		if target.kind is not FieldKind.SEALED:
			values.append(cells)
			hashed.append(cells)
			continue
		if any(cells):
			sealed = seal_many(context.spec.doctype, target.name, cells)
		else:
			sealed = [None] * rows
		indexes = [one.blind_index if one else None for one in sealed]
		values.append([one.mask if one else None for one in sealed])
		values.append([one.ciphertext if one else None for one in sealed])
		values.append(indexes)
		values.append([one.key_version if one else None for one in sealed])
		hashed.append(indexes)
	hashes = row_hashes([target.name for target in context.staging.targets], hashed)
	head: list[object] = [
		range(staged + 1, staged + 1 + rows),
		batch.lines,
		list(repeat(batch.origin[:140], rows)),
		hashes,
	]
	return head + values
