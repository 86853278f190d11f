"""Rows that hang on one of our documents: attachments, comments, versions, tags, rows of a form's tables (SEC-20).

The framework keeps them in tables of its own, whose lists know nothing of our rows. Here they follow the document
they are about: who may not read it finds neither the file's name nor the title a tag remembers. For everybody but
the Administrator; rows about other apps' documents are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.model.db_query import DatabaseQuery
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.functions import Cast
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from bank_crm import compat
from bank_crm.compliance import free_text
from bank_crm.permissions import conditions
from bank_crm.permissions.hooks import READING

PREFIX = "Bank "


@dataclass(frozen=True, slots=True)
class Reference:
	"""The two columns that say which document a row is about, and what changing the row asks of that document."""

	doctype: str
	name: str
	to_change: str = "read"


#: The framework's tables about documents.
ABOUT: dict[str, Reference] = {
	"Access Log": Reference("export_from", "reference_document"),
	"Activity Log": Reference("reference_doctype", "reference_name"),
	"Comment": Reference("reference_doctype", "reference_name"),
	"Communication": Reference("reference_doctype", "reference_name"),
	"Deleted Document": Reference("deleted_doctype", "deleted_name"),
	"DocShare": Reference("share_doctype", "share_name"),
	"Document Follow": Reference("ref_doctype", "ref_docname"),
	"Email Queue": Reference("reference_doctype", "reference_name"),
	"File": Reference("attached_to_doctype", "attached_to_name", "write"),
	"Tag Link": Reference("document_type", "document_name", "write"),
	"Version": Reference("ref_doctype", "docname"),
	"View Log": Reference("reference_doctype", "reference_name"),
	"Workflow Action": Reference("reference_doctype", "reference_name"),
}


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for the list engine (hook permission_query_conditions of every DocType)."""
	user = user or frappe.session.user
	if user == "Administrator" or doctype is None:
		return ""
	if doctype in ABOUT:
		return compat.beside_the_frameworks(conditions.as_sql(_about(doctype, ABOUT[doctype], user)))
	if is_our_table(doctype):
		return conditions.as_sql(_of_parents(doctype, user))
	return ""


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether the document a row is about allows it (hook has_permission of every DocType)."""
	reference = ABOUT.get(doc.doctype)
	user = user or frappe.session.user
	if reference is None or user == "Administrator":
		return True
	about = doc.get(reference.doctype)
	if not about or not free_text.is_ours(about):
		return True
	asked = "read" if ptype in READING else reference.to_change
	return may(about, doc.get(reference.name), asked, user)


def may(doctype: str, name: Any, ptype: str, user: str | None = None) -> bool:
	"""Tell whether the user may do so to one document; to one that is gone or unnamed, nobody may."""
	if not name or not frappe.db.exists(doctype, name):
		return False
	return bool(frappe.has_permission(doctype, ptype, doc=name, user=user))


def sees_all(doctype: str, user: str | None = None) -> bool:
	"""Tell whether every row of the DocType is the user's."""
	return match(doctype, user or frappe.session.user) == ""


def match(doctype: str, user: str) -> str | None:
	"""Return the SQL condition for the user's rows: "" means every row, None that the role reads none."""
	try:
		return DatabaseQuery(doctype, user=user).build_match_conditions()
	except frappe.PermissionError:
		frappe.clear_last_message()
		return None


def is_our_table(doctype: str) -> bool:
	"""Tell whether the DocType is a table within forms of ours."""
	return (
		doctype.startswith(PREFIX) and bool(frappe.get_meta(doctype).istable) and free_text.is_ours(doctype)
	)


def _about(doctype: str, reference: Reference, user: str) -> Criterion | None:
	table = frappe.qb.DocType(doctype)
	kind = table[reference.doctype]
	query = frappe.qb.from_(table).select(kind).distinct().where(kind.like(f"{PREFIX}%"))
	kinds = [found for found in query.run(pluck=True) if free_text.is_ours(found)]
	if not kinds:
		return None
	return Criterion.any(
		[
			kind.isnull(),
			kind.notin(kinds),
			*((kind == found) & _among(found, table[reference.name], user) for found in kinds),
		]
	)


def _of_parents(doctype: str, user: str) -> Criterion:
	table = frappe.qb.DocType(doctype)
	field = frappe.qb.DocType("DocField")
	parents = (
		frappe.qb.from_(field)
		.select(field.parent)
		.distinct()
		.where(field.fieldtype.isin(frappe.model.table_fields) & (field.options == doctype))
	).run(pluck=True)
	found = [(table.parenttype == parent) & _among(parent, table.parent, user) for parent in parents]
	return Criterion.any(found) if found else ValueWrapper(1) == ValueWrapper(0)


def _among(doctype: str, name: Term, user: str) -> Criterion:
	"""Whether `name` is one of the user's documents of the DocType."""
	condition = match(doctype, user)
	if condition is None or frappe.get_meta(doctype).issingle:
		return ValueWrapper(1) == ValueWrapper(0 if condition is None else 1)
	document: Table = frappe.qb.DocType(doctype)
	if frappe.get_meta(doctype).autoname == "autoincrement":
		name = Cast(name, "SIGNED")
	query = frappe.qb.from_(document).select(ValueWrapper(1)).where(document.name == name)
	return _Exists(query.where(_Given(condition)) if condition else query)


class _Given(Criterion):
	"""A condition the framework hands out as SQL already."""

	def __init__(self, sql: str) -> None:
		super().__init__()
		self.sql = sql

	def get_sql(self, **kwargs: Any) -> str:
		"""Return it in brackets, for it may be an OR."""
		return f"({self.sql})"


class _Exists(Criterion):
	"""Whether a query finds a row; the builder's own leaves the brackets out where the SQL is made by hand."""

	def __init__(self, query: QueryBuilder) -> None:
		super().__init__()
		self.query = query

	def get_sql(self, **kwargs: Any) -> str:
		"""Return it with every column's table named, since it speaks of the outer query's row."""
		kwargs.pop("with_alias", None)
		return f"EXISTS {self.query.get_sql(**{**kwargs, 'subquery': True, 'with_namespace': True})}"
