import frappe
from frappe.model.document import Document


class BankRatingRequest(Document):
	"""An invitation to rate one answered order, good for one answer until it expires (SVC-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Link | None
		channel: DF.Literal["", "SMS", "Email", "App"]
		customer: DF.Link | None
		email_queue: DF.Data | None
		expires_on: DF.Datetime | None
		grade: DF.Int
		handler: DF.Link | None
		name: DF.Int | None
		nonce: DF.Data | None
		rated_on: DF.Datetime | None
		reason: DF.Data | None
		response: DF.Link | None
		round: DF.Int
		sent_on: DF.Datetime | None
		state: DF.Literal["To Send", "Sending", "Sent", "Rated", "Not Sent", "Expired", "Revoked"]
		work_order: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""An order is asked about once for each time it was answered; jobs read by state."""
	frappe.db.add_unique("Bank Rating Request", ["work_order", "round"])
	frappe.db.add_index("Bank Rating Request", ["state", "creation"])
	frappe.db.add_index("Bank Rating Request", ["customer", "creation"])
