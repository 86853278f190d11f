from frappe.model.document import Document


class BankAccessGrant(Document):
	"""One customer a granted request opens; written at the approval, read by the row scope (SEC-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		name: DF.Int
		request: DF.Link
	# end: auto-generated types
