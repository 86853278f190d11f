"""Where in the database a customer is named, read from the DocTypes themselves (CUS-13).

Links, Dynamic Links and child tables of every app on the site, custom fields included: a DocType made tomorrow
is merged tomorrow. What is left out on purpose stands here and nowhere else.
"""

from dataclasses import dataclass

import frappe
from frappe.model.rename_doc import get_link_fields
from pypika.functions import Cast
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion, ExistsCriterion, Term

CUSTOMER = "Bank Customer"
#: Logs say what happened to a document at that time, and the app's own records of duplicates name both on purpose.
LEFT_ALONE = frozenset(
	{
		"Version",
		"View Log",
		"Access Log",
		"Activity Log",
		"Deleted Document",
		"Error Log",
		"DocShare",
		"Document Follow",
		"Bank Sealed Value",  # chosen field by field
		"Bank Duplicate Pair",
		"Bank Customer Merge",
		"Bank Customer Merge Entry",
	}
)
#: References Frappe keeps as plain text: DocType → (column of the DocType's name, column of the document's name).
NAMED = {"File": ("attached_to_doctype", "attached_to_name")}
#: What counts as the same row although no unique index says so: (DocType, column) → the columns that make it so.
LIKENESS: dict[tuple[str, str], tuple[str, ...]] = {
	("Bank Household Member", "customer"): ("household",),
	("Bank Customer Relationship", "customer"): ("other_customer", "role"),
	("Bank Customer Relationship", "other_customer"): ("customer", "role"),
	("Bank Customer Collaborator", "parent"): ("user", "scope", "parenttype"),
	("Bank Customer Teller", "parent"): ("user", "parenttype"),
	("Bank Important Date", "parent"): ("title", "date", "parenttype"),
	("Bank Manual Entry", "parent"): ("fieldname", "parenttype"),
}


@dataclass(frozen=True, slots=True)
class Reference:
	"""A column that can name a customer."""

	doctype: str
	field: str
	type_field: str | None = None  # the column that must say "Bank Customer"
	single: bool = False

	@property
	def table(self) -> Table:
		return frappe.qb.DocType(self.doctype)

	def names(self, table: Table, customer: str) -> Criterion:
		"""Whether a row names the customer in this column."""
		condition = table[self.field] == customer
		return condition & (table[self.type_field] == CUSTOMER) if self.type_field else condition

	def key(self, entry: Table) -> Term:
		"""The name in an entry as the DocType's own primary key has it, so that its index is used."""
		numbered = frappe.get_meta(self.doctype).autoname == "autoincrement"
		return Cast(entry.ref_name, "UNSIGNED") if numbered else entry.ref_name


def references() -> list[Reference]:
	"""Every column of every stored DocType that can name a customer; the customer's own child tables among them."""
	found = {(link.doctype, link.field): link for link in (*_links(), *_dynamic_links(), *_child_tables())}
	for doctype, (type_field, field) in NAMED.items():
		found[doctype, field] = Reference(doctype, field, type_field)
	return [link for link in found.values() if _moves(link)]


def rivals(link: Reference, table: Table, source: str, target: str) -> QueryBuilder | None:
	"""Select the rows of `source` that cannot become `target`'s, which has their like; None where nothing can clash.

	Their like: a row equal in the other columns of a unique index or of LIKENESS. A row that names `target` in
	another column would name it twice.
	"""
	other = link.table.as_("of_target")
	clashes: list[Criterion] = []
	for columns in [*_unique_columns(link), *filter(None, [LIKENESS.get((link.doctype, link.field))])]:
		same = link.names(other, target)
		for column in columns:
			same &= other[column] == table[column]
		exists = frappe.qb.from_(other).select(other.name).where(same)
		clashes.append(ExistsCriterion(exists))
	twins = [field for doctype, field in _plain_columns() if doctype == link.doctype and field != link.field]
	clashes += [table[field] == target for field in twins]
	if not clashes:
		return None
	return frappe.qb.from_(table).where(link.names(table, source) & Criterion.any(clashes))


def _moves(link: Reference) -> bool:
	if link.doctype in LEFT_ALONE:
		return False
	meta = frappe.get_meta(link.doctype)
	if meta.is_virtual or (meta.autoname or "").lower() == f"field:{link.field}":
		return False  # a document that bears the customer's name is the customer's own and is computed anew
	return link.single or frappe.db.table_exists(link.doctype)


def _links() -> list[Reference]:
	return [
		Reference(row["parent"], row["fieldname"], single=bool(row["issingle"]))
		for row in get_link_fields(CUSTOMER)
	]


def _plain_columns() -> list[tuple[str, str]]:
	return [(link.doctype, link.field) for link in _links() if not link.single]


def _dynamic_links() -> list[Reference]:
	doctype, field, custom = map(frappe.qb.DocType, ("DocType", "DocField", "Custom Field"))
	standard = (
		frappe.qb.from_(field)
		.inner_join(doctype)
		.on(doctype.name == field.parent)
		.select(field.parent, field.fieldname, field.options, doctype.issingle)
		.where((field.fieldtype == "Dynamic Link") & (doctype.is_virtual == 0) & (field.is_virtual == 0))
	).run()
	added = (
		frappe.qb.from_(custom)
		.inner_join(doctype)
		.on(doctype.name == custom.dt)
		.select(custom.dt, custom.fieldname, custom.options, doctype.issingle)
		.where((custom.fieldtype == "Dynamic Link") & (doctype.is_virtual == 0))
	).run()
	return [
		Reference(parent, fieldname, type_field=type_field)
		for parent, fieldname, type_field, single in (*standard, *added)
		if not single
	]


def _child_tables() -> list[Reference]:
	return [
		Reference(field.options, "parent", type_field="parenttype")
		for field in frappe.get_meta(CUSTOMER).get_table_fields()
	]


def _unique_columns(link: Reference) -> list[tuple[str, ...]]:
	"""The other columns of each unique index the reference is part of."""
	catalogue = frappe.qb.Schema("information_schema").STATISTICS
	rows = (
		frappe.qb.from_(catalogue)
		.select(catalogue.INDEX_NAME, catalogue.COLUMN_NAME)
		.where(
			(catalogue.TABLE_SCHEMA == frappe.conf.db_name)
			& (catalogue.TABLE_NAME == f"tab{link.doctype}")
			& (catalogue.NON_UNIQUE == 0)
		)
	).run()
	indexes: dict[str, list[str]] = {}
	for index, column in rows:
		indexes.setdefault(index, []).append(column)
	return [
		tuple(column for column in columns if column != link.field)
		for columns in indexes.values()
		if link.field in columns
	]
