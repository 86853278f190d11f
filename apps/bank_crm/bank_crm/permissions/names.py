"""Rows a user may see by their names: constants where they are few, one derived table where they are many.

Constants let MariaDB merge the indexes of an OR of grounds, where a subquery makes it read the whole table. Several
subqueries joined by OR do the same, so many names are put together before they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Field

#: Above this many names a query is asked instead of written out.
MOST = 500


def among(column: Field, queries: Sequence[QueryBuilder]) -> Criterion | None:
	"""Return that `column` has one of the names the queries select, each in one column; None if there is none."""
	found: dict[str, None] = {}
	filled: list[QueryBuilder] = []
	for query in queries:
		if names := some(query):
			filled.append(query)
			found.update(dict.fromkeys(names))
	if not filled:
		return None
	if len(found) <= MOST:
		return column.isin(list(found))
	if len(filled) == 1:
		return column.isin(filled[0])
	together = filled[0]
	for query in filled[1:]:
		together = together + query
	derived = together.as_("named")
	return column.isin(frappe.qb.from_(derived).select(derived.star))


def some(query: QueryBuilder) -> list[str]:
	"""Return the names a query selects, as many as tell whether they are few."""
	return query.limit(MOST + 1).run(pluck=True)
