"""Whose blocks, data requests and legal holds are whose (SEC-17, RSK-08).

They follow the customer's row, but writing one down changes nothing of the customer: whoever serves a customer takes a
wish down, and compliance acts on everybody's. What a role may do at all, the DocTypes say.
"""

import frappe
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.permissions import roles, scope


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether the row is among the user's. The row on record is asked."""
	user = user or frappe.session.user
	if not doc.is_new() and doc.name:
		return scope.allows(doc.doctype, doc.name, user)
	if not doc.get("customer"):
		return user == "Administrator" or roles.has_any(user, roles.READ_EVERYTHING)
	return scope.allows(scope.CUSTOMER, doc.customer, user)
