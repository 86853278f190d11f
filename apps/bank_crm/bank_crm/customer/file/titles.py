"""Names of branches and people in lists, in one query for each kind."""

from __future__ import annotations

from collections.abc import Iterable

import frappe

_NAMED_BY = {
	"branch": ("Bank Branch", "branch_name"),
	"manager": ("User", "full_name"),
	"last_reviewed_by": ("User", "full_name"),
}


def with_titles(rows: list[dict]) -> list[dict]:
	"""Replace codes of branches and users by what people call them."""
	for field, (doctype, title) in _NAMED_BY.items():
		names = _titles(doctype, title, {row[field] for row in rows if row.get(field)})
		for row in rows:
			if row.get(field):
				row[field] = names.get(row[field]) or row[field]
	return rows


def _titles(doctype: str, title: str, names: Iterable[str]) -> dict[str, str]:
	wanted = list(names)
	if not wanted:
		return {}
	table = frappe.qb.DocType(doctype)
	return dict(frappe.qb.from_(table).select(table.name, table[title]).where(table.name.isin(wanted)).run())
