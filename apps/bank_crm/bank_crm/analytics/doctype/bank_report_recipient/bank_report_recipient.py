from frappe.model.document import Document


class BankReportRecipient(Document):
	"""One employee a report is mailed to."""

	# begin: auto-generated types
	# end: auto-generated types
