"""What Frappe calls to apply the scope to lists and documents; no rule is decided here."""

import frappe
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.compliance.access import uses
from bank_crm.permissions import conditions, scope, shared_rows

READING = frozenset({"read", "select", "print", "email", "report", "export"})


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the scope as SQL for Frappe's list engine; "" means every row."""
	if doctype is None:
		raise ValueError("the list engine must say which DocType it asks about")
	condition = scope.criterion(doctype, user)
	if condition is None:
		return ""
	uses.note_list(doctype, user or frappe.session.user)
	return conditions.as_sql(condition)


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether the document is among the user's rows.

	The row on record is asked, not the document in memory, so a changed manager or branch in a request
	opens nothing. A new customer may be anybody's; a new row of a customer needs write on that customer.
	"""
	user = user or frappe.session.user
	write = ptype not in READING
	if doc.doctype in scope.SHARED:
		return shared_rows.allows(doc, user, write=write)
	if not doc.is_new() and doc.name:
		return scope.allows(doc.doctype, doc.name, user, write=write) and _stays_visible(
			doc, user, write=write
		)
	if doc.doctype == scope.CUSTOMER:
		return True
	customer = doc.get(scope.CUSTOMER_BOUND[doc.doctype])
	return not customer or scope.allows(scope.CUSTOMER, customer, user, write=True)


def _stays_visible(doc: Document, user: str, *, write: bool) -> bool:
	"""A row may not be moved to a customer the user may not change."""
	column = scope.CUSTOMER_BOUND.get(doc.doctype)
	if not (write and column and doc.get(column)):
		return True
	return scope.allows(scope.CUSTOMER, doc.get(column), user, write=True)
