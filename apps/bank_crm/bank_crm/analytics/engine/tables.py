"""The tables questions are asked over: which DocTypes, and which of their columns.

Coded columns (links, choices, numbers, dates) and the few texts the catalogue of conditions offers; no name, address,
remark or sealed column is among them, so none of these can get into a snapshot either.
"""

from __future__ import annotations

from collections.abc import Mapping

import frappe
import ibis

from bank_crm.compliance.sealing import SEALED_FIELDS
from bank_crm.domain.segment_fields import FACTS, PROFILE_FIELDS, FieldKind

CUSTOMER = "Bank Customer"
HOUSEHOLD = "Bank Household"
#: The names a user may see, where an engine supplies them to an expression.
SCOPE_TABLE = "bank_crm_scope"
#: DocType → the moment or day by which a snapshot puts rows of one month beside each other.
DIVIDED_BY = {
	"Bank Customer Transaction": "posted_at",
	"Bank Behaviour Event": "occurred_at",
	"Bank Asset Snapshot": "month_end",
}
#: What self-made reports ask besides; what is in no list is asked on MariaDB alone.
REPORTED = (
	"Bank Product",
	"Bank Branch",
	"Bank Campaign",
	"Bank Message",
	"Bank Benefit Grant",
	"Bank Care Task",
	"Bank Lead",
	"Bank Contract",
	"Bank Application",
	"Bank Complaint",
	"Bank Rating Request",
)
_MONEY = "decimal(21, 9)"
_TYPES = {
	"Link": "string",
	"Select": "string",
	"Currency": _MONEY,
	"Float": _MONEY,
	"Percent": _MONEY,
	"Int": "int64",
	"Check": "int64",
	"Duration": _MONEY,
	"Date": "date",
	"Datetime": "timestamp(6)",
}
_TECHNICAL = frozenset({"linked_account", "last_synced_at"})
#: Codes kept as text: which items of a file are invalid, not what they hold.
_CODES = frozenset({"profile_problems"})


def doctypes() -> list[str]:
	"""Return the DocTypes among the documented tables that this site has."""
	wanted = dict.fromkeys([CUSTOMER, HOUSEHOLD, *(fact.doctype for fact in FACTS), *REPORTED])
	return [doctype for doctype in wanted if frappe.db.table_exists(doctype)]


def columns(doctype: str) -> Mapping[str, str]:
	"""Return the columns of one table with their Ibis types; only what the database has already."""
	meta = frappe.get_meta(doctype)
	stored = set(frappe.db.get_table_columns(doctype))
	texts = _texts(doctype)
	sealed = SEALED_FIELDS.get(doctype, {})
	found = {} if meta.autoname == "autoincrement" else {"name": "string"}
	for field in meta.fields:
		name = field.fieldname
		dtype = "string" if name in texts else _TYPES.get(field.fieldtype)
		if dtype and name in stored and name not in sealed and name not in _TECHNICAL:
			found[name] = dtype
	return found


def customer_columns(doctype: str) -> frozenset[str]:
	"""Return the columns of one table that hold a customer's name; a snapshot keeps numbers in their place."""
	links = {field.fieldname for field in frappe.get_meta(doctype).fields if field.options == CUSTOMER}
	return frozenset((links | {"name"} if doctype == CUSTOMER else links) & columns(doctype).keys())


def table(doctype: str, *wanted: str) -> ibis.Table:
	"""Return a table that belongs to no engine; the same expression over it runs on every one.

	With `wanted`, only these columns: the less an expression carries, the sooner it is compiled. KeyError for a
	column the table has not.
	"""
	known = columns(doctype)
	return ibis.table(
		{name: known[name] for name in wanted} if wanted else dict(known), name=database_name(doctype)
	)


def scope_table() -> ibis.Table:
	"""Return the table of customers a user may see, one column `customer`; an engine with a scope fills it."""
	return ibis.table({"customer": "string"}, name=SCOPE_TABLE)


def database_name(doctype: str) -> str:
	"""Return the table's name in the database, which it keeps in a snapshot."""
	return f"tab{doctype}"


def _texts(doctype: str) -> set[str]:
	if doctype == CUSTOMER:
		return _CODES | {spec.name for spec in PROFILE_FIELDS if spec.kind == FieldKind.TEXT}
	return {
		spec.name
		for fact in FACTS
		if fact.doctype == doctype
		for spec in fact.fields
		if spec.kind == FieldKind.TEXT
	}
