"""Many rows of values in a statement, sent as one parameter, for INSERT … SELECT.

The query builder renders each value of a plain INSERT by itself, which for some thousand rows takes far longer than the
database needs to store them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import frappe
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.queries import Selectable
from pypika.terms import Node


class ValueRows(Selectable):
	"""A table of the given columns; the database makes of each text what the column it goes into holds.

	A value is text, a number, a moment, a date or None (NULL); TypeError for anything else.
	"""

	def __init__(
		self, columns: Sequence[str], rows: Iterable[Sequence[object]], alias: str = "given"
	) -> None:
		super().__init__(alias)
		self._columns = tuple(columns)
		self._text = json.dumps(list(rows), ensure_ascii=False, default=_as_text)

	def nodes_(self) -> Iterator[Node]:
		yield self

	def get_sql(self, param_wrapper: NamedParameterWrapper | None = None, **kwargs: object) -> str:
		"""The table for a FROM; the rows themselves escaped where a query is rendered without parameters."""
		rows = frappe.db.escape(self._text) if param_wrapper is None else param_wrapper.get_sql(self._text)
		columns = ",".join(
			f"`{name}` TEXT PATH '$[{place}]' ERROR ON ERROR" for place, name in enumerate(self._columns)
		)
		return f"JSON_TABLE({rows},'$[*]' COLUMNS ({columns})) `{self.alias}`"


def _as_text(value: object) -> str:
	if isinstance(value, datetime | date):
		return str(value)
	raise TypeError(f"{type(value).__name__} cannot be stored")
