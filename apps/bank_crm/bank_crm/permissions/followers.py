"""Who follows a document is mailed its changes and comments: only as long as he may read it (SEC-20).

The framework asks when somebody begins to follow, never again: after a handover the former manager would go on
hearing of the customer.
"""

import frappe

from bank_crm.permissions import about, framework

FOLLOW = "Document Follow"


def forget_strangers() -> int:
	"""End every following of our documents by somebody who may not read them any more; returns how many."""
	table = frappe.qb.DocType(FOLLOW)
	rows = frappe.qb.from_(table).select(table.name, table.ref_doctype, table.ref_docname, table.user).run()
	lost = [
		name
		for name, doctype, document, user in rows
		if framework.concerns(doctype) and not about.may(doctype, document, "read", user)
	]
	if lost:
		frappe.db.delete(FOLLOW, {"name": ("in", lost)})
	return len(lost)
