from frappe.model.document import Document


class BankStartPage(Document):
	"""Where holders of a role start (OPS-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		page: DF.Literal["", "Bank CRM", "My Day", "My Work Orders", "My Calls", "Incoming Call"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Link
	# end: auto-generated types
