"""Who may change a segment or a tag: its owner, and who may change everything.

An audience holds the customers its owner may see; whoever else could change it would count strangers' customers.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import compat
from bank_crm.customer import checks
from bank_crm.permissions import roles

READING = frozenset({"read", "select", "print", "email", "report", "export", "create"})


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Reading is open to every role that has it; changing is its owner's and the administrator's."""
	user = user or frappe.session.user
	if ptype in READING or doc.is_new() or may_change_all(user):
		return True
	return frappe.db.get_value(doc.doctype, doc.name, "owner_user") == user


def check_owner(doc: Document) -> None:
	"""Make the user the owner of a new document; only who may change everything names somebody else."""
	user = frappe.session.user
	if not doc.owner_user:
		doc.owner_user = user
	if doc.owner_user != user and doc.has_value_changed("owner_user") and not may_change_all(user):
		checks.refuse(doc, "owner_user", _("only an administrator names another owner."))


def may_change_all(user: str) -> bool:
	"""Whether the user may change every segment and tag."""
	return user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING)
