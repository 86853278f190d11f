from frappe.model.document import Document


class BankCustomerTeller(Document):
	"""A teller who serves a customer for a time (SEC-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		to_date: DF.Date | None
		user: DF.Link
	# end: auto-generated types
