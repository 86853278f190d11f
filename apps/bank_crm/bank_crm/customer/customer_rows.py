"""One new row for each of many customers, in one statement."""

from collections.abc import Mapping

import frappe
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import PseudoColumn, Values, ValueWrapper


def insert_each(chosen: QueryBuilder, into: str, constants: Mapping[str, object]) -> None:
	"""Insert a row of `into` for each customer that `chosen` selects as its only column, named `customer`.

	`into` numbers its rows by itself (autoincrement); `constants` are its other columns. Where a unique key
	says that the row is there already, it is left as it is.
	"""
	table = frappe.qb.DocType(into)
	source = chosen.as_("chosen")
	stamp, user = now_datetime(), frappe.session.user
	standard = {"creation": stamp, "modified": stamp, "owner": user, "modified_by": user}
	values = {column: value for column, value in constants.items() if value is not None} | standard
	(
		frappe.qb.into(table)
		.columns("name", "customer", *values)
		.from_(source)
		.select(PseudoColumn(f"nextval(`{frappe.scrub(into)}_id_seq`)"), source.customer)
		.select(*(ValueWrapper(value) for value in values.values()))
		.on_duplicate_key_update(table.customer, Values(table.customer))
	).run()
