from frappe.model.document import Document


class BankLeadFollowUp(Document):
	"""One contact with a lead."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App"]
		contacted_on: DF.Datetime
		outcome: DF.Literal["", "Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		remarks: DF.SmallText | None
		user: DF.Link | None
	# end: auto-generated types
