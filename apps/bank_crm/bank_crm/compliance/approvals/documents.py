"""Documents whose workflow goes on because the matrix has decided (CON-04, SAL-11)."""

from __future__ import annotations

from frappe.model.document import Document


class DecidedByMatrix(Document):
	"""Takes the steps of the matrix whatever role the last one to decide has; all others are the workflow's.

	`flags.bank_matrix` is set by the function the matrix calls and by nothing else. The document's own checks still hold.
	"""

	def validate_workflow(self) -> None:
		"""Leave the framework's question out: it asks for the roles of the session's user."""
		if not self.flags.bank_matrix:
			super().validate_workflow()
