"""Documents whose workflow goes on because the matrix has decided (CON-04, SAL-11)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.approvals import requests


class DecidedByMatrix(Document):
	"""Takes the steps of the matrix whatever role the last one to decide has; all others are the workflow's.

	`flags.bank_matrix` is set by the function the matrix calls and by nothing else. The document's own checks still hold.
	"""

	def validate_workflow(self) -> None:
		"""Leave the framework's question out: it asks for the roles of the session's user."""
		if not self.flags.bank_matrix:
			super().validate_workflow()


def follow(doc: Document, pending: str, no_rule: str) -> None:
	"""Begin the request of a document that is handed in, and take it back with the document (`on_update`).

	Refused with the sentence `no_rule` where no rule of the matrix fits.
	"""
	before = doc.get_doc_before_save()
	if before is None or before.state == doc.state:
		return
	if doc.state == pending:
		approval = requests.start(doc)
		if approval is None:
			frappe.throw(no_rule, title=_("Nobody Can Decide"))
		doc.db_set("approval", approval.name, update_modified=False)
	elif before.state == pending and not doc.flags.bank_matrix:
		requests.withdraw(doc)


def take_on(doctype: str, name: str, state: str, reason: str = "", **values: Any) -> None:
	"""Take a document to the state the matrix has decided on, with the reasons in its history.

	It is read as it is now: it may have changed while this transaction waited for its lock.
	"""
	doc = frappe.get_doc(doctype, name, for_update=True)
	doc.flags.bank_matrix = doc.flags.bank_system = True
	doc.update({"state": state, **values})
	doc.save(ignore_permissions=True)  # the matrix has decided, whoever was the last to agree
	if reason:
		doc.add_comment("Comment", frappe.utils.escape_html(reason))
