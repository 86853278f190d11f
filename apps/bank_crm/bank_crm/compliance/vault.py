"""The rows of Bank Sealed Value: written and read set-based, never as documents."""

from collections.abc import Iterable, Iterator
from itertools import islice

import frappe
from frappe.query_builder import Table
from frappe.utils import now
from pypika.terms import Criterion, PseudoColumn, Values

from bank_crm.domain.enums import SealKind
from bank_crm.domain.sealing_format import Sealed

DOCTYPE = "Bank Sealed Value"
#: MariaDB draws the primary key of an autoincrement DocType from this sequence.
NEXT_ID = PseudoColumn("nextval(`bank_sealed_value_id_seq`)")
CHUNK = 2000
COLUMNS = (
	"name",
	"creation",
	"modified",
	"owner",
	"modified_by",
	"ref_doctype",
	"ref_name",
	"ref_field",
	"kind",
	"ciphertext",
	"blind_index",
	"key_version",
)
#: Between a field and a key's version: a row that holds no value, only its fingerprint under that key.
BRIDGE = "@"
VaultRow = tuple[str, str, SealKind, Sealed]


def replace_many(doctype: str, rows: Iterable[VaultRow]) -> int:
	"""Insert or replace (name, field, kind, sealed) rows in chunks; returns how many were given."""
	table = frappe.qb.DocType(DOCTYPE)
	stamp, user = now(), frappe.session.user
	count = 0
	for chunk in _chunks(rows):
		query = frappe.qb.into(table).columns(*COLUMNS)
		for name, field, kind, sealed in chunk:
			query = query.insert(
				NEXT_ID,
				stamp,
				stamp,
				user,
				user,
				doctype,
				name,
				field,
				kind.value,
				sealed.ciphertext,
				sealed.blind_index,
				sealed.key_version,
			)
		for column in ("modified", "modified_by", "kind", "ciphertext", "blind_index", "key_version"):
			query = query.on_duplicate_key_update(table[column], Values(table[column]))
		query.run()
		count += len(chunk)
	return count


def read_one(doctype: str, name: str, field: str) -> tuple[str, int] | None:
	"""Return (ciphertext, key version) of one field of one document."""
	row = frappe.db.get_value(
		DOCTYPE,
		{"ref_doctype": doctype, "ref_name": name, "ref_field": field},
		["ciphertext", "key_version"],
	)
	return (row[0], int(row[1])) if row else None


def names_by_index(doctype: str, field: str, indexes: list[str]) -> list[str]:
	"""Return the documents of `doctype` whose `field` has one of the blind indexes."""
	if not indexes:
		return []
	table = frappe.qb.DocType(DOCTYPE)
	query = (
		frappe.qb.from_(table)
		.select(table.ref_name)
		.where(table.blind_index.isin(indexes))
		.where(table.ref_doctype == doctype)
		.where(table.ref_field == field)
		.orderby(table.ref_name)
	)
	return [str(name) for name in query.run(pluck=True)]


def known_indexes(indexes: list[str]) -> set[str]:
	"""Return which of the blind indexes any document has."""
	if not indexes:
		return set()
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(table.blind_index).distinct().where(table.blind_index.isin(indexes))
	return set(query.run(pluck=True))


def is_value(table: Table) -> Criterion:
	"""Whether a row is a value's own, no further fingerprint of it under another key."""
	return table.ref_field.not_like(f"%{BRIDGE}%")


def drop_bridges() -> None:
	"""Delete the further fingerprints: everything lies under one key again."""
	table = frappe.qb.DocType(DOCTYPE)
	frappe.qb.from_(table).delete().where(table.ref_field.like(f"%{BRIDGE}%")).run()


def delete_fields(doctype: str, name: str, fields: list[str]) -> None:
	"""Delete the entries of some fields of one document."""
	frappe.db.delete(DOCTYPE, {"ref_doctype": doctype, "ref_name": name, "ref_field": ("in", fields)})


def rename(doctype: str, old: str, new: str) -> None:
	"""Let the entries of a document follow its new name."""
	table = frappe.qb.DocType(DOCTYPE)
	(
		frappe.qb.update(table)
		.set(table.ref_name, new)
		.where(table.ref_doctype == doctype)
		.where(table.ref_name == old)
	).run()


def _chunks(rows: Iterable[VaultRow]) -> Iterator[list[VaultRow]]:
	iterator = iter(rows)
	while chunk := list(islice(iterator, CHUNK)):
		yield chunk
