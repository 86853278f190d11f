from frappe.model.document import Document


class BankServiceTemplate(Document):
	"""A text for answers that come again and again (SVC-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		subtype: DF.Link | None
		template_name: DF.Data
		text: DF.Text
	# end: auto-generated types
