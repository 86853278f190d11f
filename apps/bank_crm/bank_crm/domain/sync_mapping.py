"""Applying a mapping: raw batch → typed batch and refusals, column by column (INT-01, INT-03, INT-07).

A cell is worked on once for each *distinct* value of its column in the batch; that is what makes a million rows a
matter of seconds in plain Python.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bank_crm.domain.sync_columns import Reader, column_reader
from bank_crm.domain.sync_masking import masked_cell
from bank_crm.domain.sync_transforms import compile_transforms
from bank_crm.domain.sync_types import (
	KEY_FIELD,
	ColumnMapping,
	EntitySpec,
	FieldKind,
	FieldSpec,
	RawBatch,
	RefusalReason,
	RowRefusal,
	TypedBatch,
)
from bank_crm.domain.sync_values import Refused, plain_text, reader_for

# what the surrogateescape error handler makes of a byte that isn't in the file's encoding
_BROKEN = re.compile("[\udc80-\udcff]")
# no field of ours holds control characters; tab and line ends in free text become blanks
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANKS = re.compile(r"[\t\r\n]+")


class MappingProblem(ValueError):
	"""The mapping itself can't work: unknown field, unknown transform, no key."""


@dataclass(frozen=True)
class _Column:
	mapping: ColumnMapping
	spec: FieldSpec
	required: bool
	convert: Callable[[object], str | RefusalReason | None]
	read_at_once: Reader | None

	@property
	def source(self) -> str:
		"""The column's name as the source's people know it."""
		return " + ".join(self.mapping.columns) or self.spec.name


class CompiledMapping:
	"""A mapping checked against its entity. Raises MappingProblem naming every fault at once."""

	def __init__(self, entity: EntitySpec, mappings: Sequence[ColumnMapping]) -> None:
		self.entity = entity
		problems: list[str] = []
		self._columns: list[_Column] = []
		seen: set[str] = set()
		for mapping in mappings:
			spec = entity.field(mapping.target)
			if spec is None:
				problems.append(f"{entity.entity.value} has no field '{mapping.target}'")
				continue
			if mapping.target in seen:
				problems.append(f"'{mapping.target}' is mapped twice")
			seen.add(mapping.target)
			try:
				self._columns.append(_compile(spec, mapping))
			except ValueError as error:
				problems.append(f"{mapping.target}: {error}")
		problems += [
			f"'{spec.name}' must be mapped"
			for spec in entity.fields
			if spec.required and spec.name not in seen
		]
		if problems:
			raise MappingProblem("; ".join(problems))

	@property
	def targets(self) -> list[FieldSpec]:
		return [column.spec for column in self._columns]

	def mapping_of(self, target: str) -> ColumnMapping:
		return next(column.mapping for column in self._columns if column.spec.name == target)

	@property
	def source_columns(self) -> list[str]:
		"""Columns the source must have, each once, in the mapping's order."""
		return list(dict.fromkeys(name for column in self._columns for name in column.mapping.columns))

	def missing_columns(self, present: Sequence[str]) -> list[str]:
		there = set(present)
		return [name for name in self.source_columns if name not in there]

	def apply(self, batch: RawBatch) -> TypedBatch:
		"""Typed rows and refusals of one batch. A row is refused once, for the first column that is wrong."""
		rows = len(batch.lines)
		typed: dict[str, list] = {}
		refused: dict[int, tuple[_Column, RefusalReason, object]] = {}
		for column in self._columns:
			cells = _source_cells(column.mapping, batch, rows)
			at_once = column.read_at_once(cells) if column.read_at_once and cells else None
			if at_once is not None:
				typed[column.spec.name] = at_once
				continue
			table = {cell: column.convert(cell) for cell in set(cells)}
			typed[column.spec.name] = [table[cell] for cell in cells]
			bad = {cell for cell, value in table.items() if isinstance(value, RefusalReason)}
			if bad:
				for row, cell in enumerate(cells):
					if cell in bad and row not in refused:
						refused[row] = (column, table[cell], cell)
		refusals = list(batch.refusals)
		lines = batch.lines
		if refused:
			keys = typed[KEY_FIELD]
			refusals += [
				RowRefusal(
					line=lines[row],
					column=column.source,
					reason=reason,
					value=masked_cell(cell, column.spec.kind is FieldKind.SEALED),
					external_id="" if isinstance(keys[row], RefusalReason) else keys[row] or "",
				)
				for row, (column, reason, cell) in sorted(refused.items())
			]
			kept = [row for row in range(rows) if row not in refused]
			lines = [lines[row] for row in kept]
			typed = {name: [values[row] for row in kept] for name, values in typed.items()}
		return TypedBatch(batch.origin, lines, typed, refusals)


def _source_cells(mapping: ColumnMapping, batch: RawBatch, rows: int) -> list:
	names = mapping.columns
	if not names:
		return [None] * rows
	if len(names) == 1:
		return batch.columns[names[0]]
	# a joined cell keeps empty places, so that a value map can tell "a||b" from "a|b|"; blanks only fold
	parts = [batch.columns[name] for name in names]
	separator = mapping.separator
	joined = [separator.join(plain_text(cell) or "" for cell in row) for row in zip(*parts)]
	if separator.isspace():
		return [" ".join(cell.split()) for cell in joined]
	return [cell if cell.strip(separator) else "" for cell in joined]


def _compile(spec: FieldSpec, mapping: ColumnMapping) -> _Column:
	transform = compile_transforms(mapping.transforms)
	read = reader_for(spec, mapping.date_format)
	exact = {key: value for key, value in mapping.value_map if "*" not in key}
	patterns = [(re.compile(fnmatch.translate(key)), value) for key, value in mapping.value_map if "*" in key]
	required = spec.required or mapping.required
	default = read(mapping.default) if _readable(read, mapping.default) else None
	if spec.name == KEY_FIELD and not mapping.columns:
		raise ValueError("the key must come from a column")

	def mapped(text: str) -> str:
		if text in exact:
			return exact[text]
		for pattern, value in patterns:
			if pattern.fullmatch(text):
				return value
		return text

	steps = transform if mapping.transforms else None
	has_map = bool(mapping.value_map)

	def convert(cell: object) -> str | RefusalReason | None:
		text = plain_text(cell)
		if text is None:
			return _empty(default, required)
		# nearly every cell is printable, which no control character and no broken byte is
		if not text.isprintable():
			if _BROKEN.search(text):
				return RefusalReason.WRONG_ENCODING
			if _CONTROL.search(text):
				return RefusalReason.INVALID_VALUE
			text = _BLANKS.sub(" ", text)
		try:
			if steps:
				text = steps(text).strip()
			if has_map:
				text = mapped(text)
			return read(text) if text else _empty(default, required)
		except Refused as refused:
			return refused.reason

	plain = not (mapping.transforms or mapping.value_map or mapping.date_format)
	return _Column(mapping, spec, required, convert, column_reader(spec) if plain else None)


def _readable(read: Callable[[str], str], default: str) -> bool:
	"""Whether there is a default; one that its own field wouldn't take is a fault of the mapping."""
	if not default:
		return False
	try:
		read(default)
	except Refused as refused:
		raise ValueError(f"default '{default}': {refused.reason.value}") from None
	return True


def _empty(default: str | None, required: bool) -> str | RefusalReason | None:
	if default is None and required:
		return RefusalReason.MISSING_VALUE
	return default
