from frappe.model.document import Document

from bank_crm.service.orders import templates


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

	def validate(self) -> None:
		"""Refuse words in braces that nothing fills in."""
		templates.check(self)
