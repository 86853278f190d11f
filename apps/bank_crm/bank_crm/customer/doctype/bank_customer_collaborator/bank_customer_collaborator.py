from frappe.model.document import Document


class BankCustomerCollaborator(Document):
	"""A colleague who helps with a customer for a time (SEC-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		scope: DF.Literal["Read", "Write"]
		to_date: DF.Date | None
		user: DF.Link
	# end: auto-generated types
