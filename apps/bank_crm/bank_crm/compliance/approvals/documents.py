"""Documents whose workflow goes on because the matrix has decided (CON-04, SAL-11)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document


class DecidedByMatrix(Document):
	"""Takes the steps of the matrix whatever role the last one to decide has; all others are the workflow's.

	`flags.bank_matrix` is set by the function the matrix calls and by nothing else. The document's own checks still hold.
	"""

	def validate_workflow(self) -> None:
		"""Leave the framework's question out: it asks for the roles of the session's user."""
		if not self.flags.bank_matrix:
			super().validate_workflow()


def take_on(doctype: str, name: str, state: str, reason: str) -> None:
	"""Take a document to the state the matrix has decided on, with the reasons in its history."""
	doc = frappe.get_doc(doctype, name)
	doc.flags.bank_matrix = True
	doc.state = state
	doc.save(ignore_permissions=True)  # the matrix has decided, whoever was the last to agree
	if reason:
		doc.add_comment("Comment", frappe.utils.escape_html(reason))
