"""The compiler's doors for documents and jobs; Ibis is loaded only once a condition is asked.

Every worker imports the documents that lean on this, and importing Ibis takes longer than most requests.
"""

from collections.abc import Mapping

from bank_crm.domain.audience import Json


def read(conditions: object, user: str) -> None:
	"""Refuse a tree that is none, uses what `user` may not see or contradicts itself.

	frappe.ValidationError names the nodes. A preview still answers about a contradiction; it is not kept.
	"""
	from bank_crm.customer.segments import fields

	fields.refuse_contradictions(fields.read(conditions, user=user))


def insert_select(
	conditions: Json, into: str, columns: Mapping[str, object], user: str | None = None
) -> None:
	"""Insert a row of `into` for every customer who fulfils the conditions now, on MariaDB.

	Rows that are there already stay. `user` keeps to that user's rows and fields; None means the bank itself.
	"""
	from bank_crm.customer.segments import compile

	compile.insert_select(conditions, into, columns, user)
