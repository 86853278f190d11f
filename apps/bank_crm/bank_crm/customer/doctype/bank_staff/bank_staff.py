from frappe.model.document import Document


class BankStaff(Document):
	"""One employee: which user works in which branch, and who leads them."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		branch: DF.Link
		employee_no: DF.Data
		post: DF.Data | None
		staff_name: DF.Data
		supervisor: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types
