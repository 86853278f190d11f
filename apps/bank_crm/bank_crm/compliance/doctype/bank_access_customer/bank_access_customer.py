from frappe.model.document import Document


class BankAccessCustomer(Document):
	"""One customer a request asks for, by number; the name is masked, the applicant may not see it yet."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer_no: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		shown_name: DF.Data | None
	# end: auto-generated types
