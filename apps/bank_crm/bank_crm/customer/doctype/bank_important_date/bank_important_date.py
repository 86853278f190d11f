from frappe.model.document import Document


class BankImportantDate(Document):
	"""A day that matters to a customer, such as a wedding anniversary (CUS-22)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		calendar: DF.Literal["Solar", "Lunar"]
		date: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		title: DF.Data
		yearly: DF.Check
	# end: auto-generated types
