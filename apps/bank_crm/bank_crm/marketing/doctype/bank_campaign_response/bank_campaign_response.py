import frappe
from frappe.model.document import Document


class BankCampaignResponse(Document):
	"""Something a customer did because of a campaign, with its time; never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		batch: DF.Data | None
		campaign: DF.Link
		customer: DF.Link
		kind: DF.Literal[
			"Opened",
			"Clicked",
			"Replied",
			"Claimed",
			"Registered",
			"Attended",
			"Talked To",
			"Purchased",
			"Unsubscribed",
		]
		name: DF.Int | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		responded_at: DF.Datetime
		response_key: DF.Data | None
		source: DF.Data | None
		variant: DF.Data | None
		wave: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Effects are asked by campaign and kind, pages and segments by customer."""
	frappe.db.add_index("Bank Campaign Response", ["campaign", "kind", "responded_at"])
	frappe.db.add_index("Bank Campaign Response", ["customer", "responded_at"])
	frappe.db.add_index("Bank Campaign Response", ["responded_at"])
