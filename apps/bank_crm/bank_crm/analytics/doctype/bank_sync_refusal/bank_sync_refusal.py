from frappe.model.document import Document


class BankSyncRefusal(Document):
	"""A row that stayed out: file, line, column, reason and a masked value (INT-03); written by the engine."""

	# begin: auto-generated types
	# end: auto-generated types
