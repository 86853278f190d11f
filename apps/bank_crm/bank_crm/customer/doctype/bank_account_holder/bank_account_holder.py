from frappe.model.document import Document


class BankAccountHolder(Document):
	"""One person who owns or may use an account."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		holder_role: DF.Literal["Owner", "Disponent"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
