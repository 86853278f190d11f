"""One condition for a list and for a document (SEC-20): as SQL for the list engine, and asked of one row."""

from __future__ import annotations

import frappe
from frappe.query_builder import Table
from pypika.terms import Criterion


def as_sql(condition: Criterion | None) -> str:
	"""Return a condition as the list engine takes it, in brackets, since it may be an OR; None means every row, ""."""
	if condition is None:
		return ""
	return f"({condition.get_sql(quote_char='`', secondary_quote_char=chr(39), with_namespace=True)})"


def fulfils(table: Table, name: str | int, condition: Criterion | None) -> bool:
	"""Tell whether the stored row `name` of `table` fulfils a condition about it; one that does not exist does not."""
	query = frappe.qb.from_(table).select(table.name).where(table.name == name).limit(1)
	return bool((query if condition is None else query.where(condition)).run())
