from frappe.model.document import Document


class BankReportShare(Document):
	"""One role, branch or person a report is shared with."""

	# begin: auto-generated types
	# end: auto-generated types
