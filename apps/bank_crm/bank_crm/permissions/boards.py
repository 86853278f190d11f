"""Kanban boards of our DocTypes keep no order of their cards: it names documents to whoever opens the board (SEC-20)."""

from frappe.model.document import Document

from bank_crm.permissions import framework


def keep_no_names(board: Document, method: str | None = None) -> None:
	"""Empty the order of each column, also that of a private board: it may be shared (doc_event validate)."""
	if framework.concerns(board.reference_doctype):
		for column in board.columns:
			column.order = "[]"
