from frappe.model.document import Document


class BankContactList(Document):
	"""A list of people not to be contacted, read into blocks in the background (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["All Channels", "SMS", "Email", "App", "WeChat", "Phone"]
		done_at: DF.Datetime | None
		failure: DF.SmallText | None
		issued_by: DF.Data | None
		list_file: DF.Attach | None
		list_name: DF.Data
		matched_rows: DF.Int
		purpose: DF.Literal["All Purposes", "Care", "Service", "Survey", "Marketing"]
		reason: DF.Literal["Official List", "Customer's Wish", "Bank's Decision"]
		refused_rows: DF.Int
		refused_text: DF.SmallText | None
		state: DF.Literal["Waiting", "Running", "Done", "Failed"]
		total_rows: DF.Int
		unknown_rows: DF.Int
		until_date: DF.Date | None
	# end: auto-generated types
