"""A long list of names in a query, sent as one parameter however often the query uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import frappe
from frappe.query_builder.terms import NamedParameterWrapper
from pypika.terms import Criterion, Node, Term


class NameList(Term):
	"""For `column.isin(…)`: the query builder renders each value of a plain list each time it is used.

	With a thousand names in four places that costs more than the database takes to answer.
	"""

	def __init__(self, names: Iterable[str]) -> None:
		super().__init__()
		self.names = tuple(names)
		self._sent: tuple[NamedParameterWrapper, str] | None = None

	def holds(self, column: Term) -> Criterion:
		"""Whether a column has one of the names."""
		return column.isin(self)

	def nodes_(self) -> Iterator[Node]:
		yield self

	def get_sql(self, param_wrapper: NamedParameterWrapper | None = None, **kwargs: object) -> str:
		"""The placeholder of the list, or the escaped list itself where a query is rendered without parameters."""
		if not self.names:
			return "(NULL)"
		if param_wrapper is None:
			return f"({','.join(map(frappe.db.escape, self.names))})"
		if self._sent is None or self._sent[0] is not param_wrapper:
			self._sent = (param_wrapper, param_wrapper.get_sql(self.names))
		return self._sent[1]
