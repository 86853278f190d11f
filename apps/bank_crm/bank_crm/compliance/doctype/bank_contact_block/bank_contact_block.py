from frappe.model.document import Document


class BankContactBlock(Document):
	"""Whom the bank does not contact, on which channel and for what (RSK-08, INT-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		address_index: DF.Data | None
		address_mask: DF.Data | None
		channel: DF.Literal["All Channels", "SMS", "Email", "App", "WeChat", "Phone"]
		contact_list: DF.Link | None
		customer: DF.Link | None
		from_date: DF.Date
		household: DF.Check
		lift_reason: DF.SmallText | None
		lifted_at: DF.Datetime | None
		lifted_by: DF.Link | None
		line_key: DF.Data | None
		name: DF.Int | None
		note: DF.SmallText | None
		proof: DF.Attach | None
		purpose: DF.Literal["All Purposes", "Care", "Service", "Survey", "Marketing"]
		reason: DF.Literal[
			"Customer's Wish", "Complaint", "Deceased", "Official List", "Bank's Decision", "Erased"
		]
		source: DF.Data | None
		until_date: DF.Date | None
	# end: auto-generated types
