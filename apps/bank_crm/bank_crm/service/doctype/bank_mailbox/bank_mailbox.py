from frappe.model.document import Document


class BankMailbox(Document):
	"""An e-mail account of the bank whose mails become work orders (SVC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acknowledge: DF.Check
		active: DF.Check
		branch: DF.Link | None
		description: DF.SmallText | None
		email_account: DF.Link
		most_per_hour: DF.Int
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		product: DF.Link | None
		queue: DF.Link | None
		subtype: DF.Link | None
	# end: auto-generated types
