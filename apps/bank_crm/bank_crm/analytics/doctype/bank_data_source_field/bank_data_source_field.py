from frappe.model.document import Document


class BankDataSourceField(Document):
	"""One line of a mapping: columns of the source → field (INT-07)."""

	# begin: auto-generated types
	# end: auto-generated types
