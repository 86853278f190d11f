import frappe
from frappe.model.document import Document


class BankSurveyInvitation(Document):
	"""One customer asked in one round; whether, never what, an anonymous survey was answered."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "SMS", "Email"]
		customer: DF.Link
		expires_on: DF.Datetime | None
		invite_key: DF.Data | None
		name: DF.Int | None
		nonce: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		reminded_on: DF.Datetime | None
		reminders: DF.Int
		round: DF.Link
		sent_on: DF.Datetime | None
		state: DF.Literal[
			"Waiting",
			"Sending",
			"Sent",
			"Answered",
			"Not Allowed",
			"No Address",
			"No Channel",
			"Failed",
			"Expired",
			"Quota Full",
		]
		state_note: DF.SmallText | None
		survey: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Sending reads by state, quotas and closing by round, the days between surveys by customer."""
	frappe.db.add_index("Bank Survey Invitation", ["state", "round"])
	frappe.db.add_index("Bank Survey Invitation", ["round", "state"])
	frappe.db.add_index("Bank Survey Invitation", ["customer", "creation"])
