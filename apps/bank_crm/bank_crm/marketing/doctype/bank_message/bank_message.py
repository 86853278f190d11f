import frappe
from frappe.model.document import Document


class BankMessage(Document):
	"""One message to one customer, or why there is none: one row, one state machine (MKT-07, MKT-22)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		campaign: DF.Link | None
		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		claim: DF.Data | None
		clicked_at: DF.Datetime | None
		customer: DF.Link
		delivered_at: DF.Datetime | None
		due_at: DF.Datetime | None
		ended_at: DF.Datetime | None
		exclusion: DF.Literal[
			"",
			"Minus List",
			"Control Group",
			"Do Not Contact",
			"No Consent",
			"No Address",
			"Duplicate Address",
			"Contacted Too Often",
			"Quiet Hours",
			"Too Late",
			"Missing Value",
			"No Content",
		]
		gateway: DF.Link | None
		gateway_ref: DF.Data | None
		handed_at: DF.Datetime | None
		link_url: DF.Data | None
		message_key: DF.Data | None
		name: DF.Int | None
		note: DF.SmallText | None
		opened_at: DF.Datetime | None
		price: DF.Currency
		purpose: DF.Literal["Care", "Service", "Survey", "Marketing"]
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		replied_at: DF.Datetime | None
		sent_at: DF.Datetime | None
		state: DF.Literal[
			"Excluded",
			"Queued",
			"Handed Over",
			"Sent",
			"Delivered",
			"Opened",
			"Clicked",
			"Replied",
			"Bounced",
			"Failed",
			"Unsubscribed",
			"Cancelled",
		]
		subject: DF.Data | None
		template: DF.Link | None
		text: DF.SmallText | None
		variant: DF.Data | None
		version: DF.Link | None
		wave: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""A wave has a customer once and is sent by state; caps and pages ask by customer."""
	frappe.db.add_unique("Bank Message", ["wave", "customer"])
	frappe.db.add_index("Bank Message", ["wave", "state", "claim"])
	frappe.db.add_index("Bank Message", ["customer", "handed_at"])
	frappe.db.add_index("Bank Message", ["campaign", "handed_at"])
	frappe.db.add_index("Bank Message", ["handed_at"])
