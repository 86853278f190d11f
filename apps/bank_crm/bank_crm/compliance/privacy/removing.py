"""Taking rows out, set-based, with all that hangs on them: vault, child rows, versions, talk, files (SEC-17, RSK-08).

Every function may be repeated; none commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import frappe
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm.compliance import fixed_files
from bank_crm.domain.personal_data import PersonalData
from bank_crm.name_list import NameList

VAULT = "Bank Sealed Value"
#: Frappe's tables that speak of a document: DocType → (column of its DocType, column of its name).
TRACES = {
	"Version": ("ref_doctype", "docname"),
	"Deleted Document": ("deleted_doctype", "deleted_name"),
	"View Log": ("reference_doctype", "reference_name"),
	"Notification Log": ("document_type", "document_name"),
	"Tag Link": ("document_type", "document_name"),
	"DocShare": ("share_doctype", "share_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"Workflow Action": ("reference_doctype", "reference_name"),
	"Email Queue": ("reference_doctype", "reference_name"),
}
#: Those in which people talk; they go even where the document itself must stay.
TALK = {
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"ToDo": ("reference_type", "reference_name"),
}
#: Child tables of the tables above.
PARTS = {
	"Email Queue": ("Email Queue Recipient",),
	"Communication": ("Communication Link",),
	"Workflow Action": ("Workflow Action Permitted Role",),
}
_ZERO = ("Int", "Currency", "Float", "Percent", "Check", "Rating", "Duration")


def delete_rows(data: PersonalData, rows: Sequence[str | int]) -> int:
	"""Delete rows of a DocType; returns how many there were."""
	names = NameList(map(str, rows))
	forget_traces(data.doctype, names, {**TRACES, **TALK})
	forget_files(data.doctype, names)
	_forget_details(data, names)
	table = frappe.qb.DocType(data.doctype)
	frappe.qb.from_(table).delete().where(table.name.isin(list(rows))).run()
	return frappe.db._cursor.rowcount


def anonymise_rows(data: PersonalData, rows: Sequence[str | int]) -> int:
	"""Empty what tells of a person in rows of a DocType; returns how many were changed."""
	names = NameList(map(str, rows))
	forget_traces(data.doctype, names, {**TRACES, **TALK})
	forget_files(data.doctype, names)
	_forget_details(data, names)
	return blank(data.doctype, rows, emptied(data))


def blank(doctype: str, rows: Sequence[str | int], values: dict[str, object]) -> int:
	"""Set columns of rows and drop what the vault has of them; returns how many rows were changed."""
	vault = frappe.qb.DocType(VAULT)
	frappe.qb.from_(vault).delete().where(
		(vault.ref_doctype == doctype)
		& NameList(map(str, rows)).holds(vault.ref_name)
		& vault.ref_field.isin(list(values))
	).run()
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.update(table).where(table.name.isin(list(rows)))
	for column, value in values.items():
		query = query.set(table[column], value)
	query.run()
	return frappe.db._cursor.rowcount


def emptied(data: PersonalData, columns: Iterable[str] | None = None) -> dict[str, object]:
	"""Return what anonymising sets: nothing, zero where a column cannot be empty, or what the declaration says."""
	meta = frappe.get_meta(data.doctype)
	wanted = data.blanked if columns is None else columns
	values: dict[str, object] = {
		column: 0 if meta.get_field(column).fieldtype in _ZERO else None for column in wanted
	}
	return values | (dict(data.replaced) if columns is None else {})


def not_yet(data: PersonalData, table: Table, columns: Iterable[str] | None = None) -> Criterion:
	"""Whether a row still has something that anonymising (some columns) would change."""
	differing = []
	for column, value in emptied(data, columns).items():
		if value is None:
			differing.append(table[column].isnotnull())
		else:
			differing.append(table[column].isnull() | (table[column] != value))
	return Criterion.any(differing)


def forget_traces(doctype: str, names: NameList, tables: dict[str, tuple[str, str]]) -> None:
	"""Delete what Frappe's own tables say of some documents."""
	for trace, (type_column, name_column) in tables.items():
		if not frappe.db.table_exists(trace):
			continue
		table = frappe.qb.DocType(trace)
		about = (table[type_column] == doctype) & names.holds(table[name_column])
		for part in PARTS.get(trace, ()):
			if frappe.db.table_exists(part):
				child = frappe.qb.DocType(part)
				frappe.qb.from_(child).delete().where(
					child.parent.isin(frappe.qb.from_(table).select(table.name).where(about))
				).run()
		frappe.qb.from_(table).delete().where(about).run()
	search = frappe.qb.Table("__global_search")
	frappe.qb.from_(search).delete().where((search.doctype == doctype) & names.holds(search.name)).run()


def forget_deleted(customers: Iterable[str]) -> None:
	"""Delete what the bin of deleted documents still has of customers."""
	table = frappe.qb.DocType("Deleted Document")
	for customer in customers:
		frappe.qb.from_(table).delete().where(table.data.like(f'%"{customer}"%')).run()


def forget_files(doctype: str, names: NameList) -> None:
	"""Delete the files attached to some documents, from the disk too once the transaction stands."""
	file = frappe.qb.DocType("File")
	attached = (
		frappe.qb.from_(file)
		.select(file.name)
		.where((file.attached_to_doctype == doctype) & names.holds(file.attached_to_name))
	).run(pluck=True)
	for name in attached:
		frappe.delete_doc(
			"File",
			name,
			ignore_permissions=True,  # the bank's own duty, decided by compliance
			force=True,
			delete_permanently=True,
			flags={fixed_files.DUTY: True},
		)


def _forget_details(data: PersonalData, names: NameList) -> None:
	vault = frappe.qb.DocType(VAULT)
	frappe.qb.from_(vault).delete().where(
		(vault.ref_doctype == data.doctype) & names.holds(vault.ref_name)
	).run()
	for part in data.parts:
		child = frappe.qb.DocType(part)
		frappe.qb.from_(child).delete().where(
			(child.parenttype == data.doctype) & names.holds(child.parent)
		).run()
	for doctype, column in data.linked.items():
		linked = frappe.qb.DocType(doctype)
		frappe.qb.from_(linked).delete().where(names.holds(linked[column])).run()
