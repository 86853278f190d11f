"""Whole columns at once, where every cell is as ordinary as cells mostly are.

Each function gives the canonical column, or None when a cell is out of the ordinary; the careful way, cell by cell,
then decides. What comes out is the same either way (a test compares them).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from datetime import datetime

from bank_crm.domain.sync_types import MAX_LONG_TEXT, MAX_TEXT, FieldKind, FieldSpec

Column = list
Reader = Callable[[Column], "list[str] | None"]
_END = "\n"
_NUMBERS = re.compile(r"(?:-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?\n)+")
_MOMENTS = re.compile(r"(?:[1-9][0-9]{3}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}\n)+")


def column_reader(spec: FieldSpec) -> Reader | None:
	"""How a plain column (no transforms, no words, no format of its own) of this field may be read at once."""
	return {
		FieldKind.TEXT: lambda cells: _texts(cells, MAX_TEXT),
		FieldKind.REFERENCE: lambda cells: _texts(cells, MAX_TEXT),
		FieldKind.LONG_TEXT: lambda cells: _texts(cells, MAX_LONG_TEXT),
		FieldKind.DECIMAL: _decimals,
		FieldKind.AMOUNT: _amounts,
		FieldKind.DATETIME: _moments,
	}.get(spec.kind)


def _joined(cells: Column) -> str | None:
	"""All cells as one text, a line for each; None unless all are text, none is empty, and all can be printed."""
	try:
		text = _END.join(cells)
	except TypeError:
		return None
	if "" in cells or not text.replace(_END, "").isprintable() or text.count(_END) != len(cells) - 1:
		return None
	return text + _END


def _texts(cells: Column, limit: int) -> list[str] | None:
	if _joined(cells) is None:
		return None
	stripped = list(map(str.strip, cells))
	return stripped if "" not in stripped and max(map(len, stripped)) <= limit else None


def _decimals(cells: Column) -> list[str] | None:
	text = _joined(cells)
	# a minus before a zero is left to the careful way
	if text is None or "-0" in text or not _NUMBERS.fullmatch(text):
		return None
	return [cell.rstrip("0").rstrip(".") if "." in cell else cell for cell in cells]


def _amounts(cells: Column) -> list[str] | None:
	plain = _decimals(cells)
	if plain is None or "0" in plain or any("-" in cell for cell in plain):
		return None
	return plain


def _moments(cells: Column) -> list[str] | None:
	text = _joined(cells)
	if text is None or not _MOMENTS.fullmatch(text):
		return None
	try:
		deque(map(datetime.fromisoformat, cells), maxlen=0)
	except ValueError:
		return None
	return cells
