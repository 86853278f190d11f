"""What the stages of a run share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frappe.query_builder.terms import ParameterizedValueWrapper
from pypika import Table
from pypika.terms import Criterion, Term

from bank_crm.analytics.sync.sources import Source
from bank_crm.analytics.sync.staging import Staging
from bank_crm.domain.sync_types import EntitySpec, SyncEntity

ROWS_PER_BATCH = 20_000
"""Rows that are in memory at once while a source is read."""

ROWS_PER_CHUNK = 50_000
"""Staged rows that are applied in one transaction."""

# entities whose identity is kept in Bank Source Record; the others carry it in their own columns
BY_RECORD = frozenset({SyncEntity.BRANCH, SyncEntity.PRODUCT, SyncEntity.CUSTOMER, SyncEntity.ACCOUNT_HOLDER})

# the states of a matched row
NEW = "N"
LINKED = "L"
CHANGED = "C"
UNCHANGED = "U"
REFUSED = "R"

Beat = Callable[[str, float], None]
"""Told what the run is doing and how far the part is, 0 to 1."""


@dataclass(frozen=True)
class PartContext:
	"""One part of one run. `now` is the stamp of everything it writes."""

	source: Source
	staging: Staging
	run: int
	part: int
	now: str
	user: str
	beat: Beat

	@property
	def spec(self) -> EntitySpec:
		return self.source.spec

	@property
	def entity(self) -> SyncEntity:
		return self.source.spec.entity

	@property
	def stage(self) -> Table:
		return self.staging.stage

	@property
	def match(self) -> Table:
		return self.staging.match


def constant(value: object) -> Term:
	"""A value in a select list, where plain text would be taken for a column; it is sent as a parameter."""
	return ParameterizedValueWrapper(value)


def row_spans(last_row: int, size: int = 0) -> list[tuple[int, int]]:
	"""Inclusive ranges of row ids that together cover 1 … last_row."""
	step = size or ROWS_PER_CHUNK
	return [(start, min(start + step - 1, last_row)) for start in range(1, last_row + 1, step)]


def in_span(table: Table, span: tuple[int, int]) -> Criterion:
	return table.x_row[span[0] : span[1]]
