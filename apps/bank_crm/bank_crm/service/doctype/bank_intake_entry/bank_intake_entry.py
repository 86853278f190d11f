import frappe
from frappe.model.document import Document


class BankIntakeEntry(Document):
	"""One thing that came in from outside, and what became of it: each number of a source once (SVC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal[
			"", "Counter", "Phone", "Letter", "Chat", "Email", "App", "Social", "Portal", "API"
		]
		communication: DF.Link | None
		customer: DF.Link | None
		external_id: DF.Data
		left_out: DF.SmallText | None
		mailbox: DF.Link | None
		matched_by: DF.Literal["", "Log-in", "E-mail Address", "Mobile Number", "Order", "Staff"]
		name: DF.Int | None
		outcome: DF.Literal["", "New Order", "Added to Order", "Ignored", "Refused"]
		reason: DF.Literal[
			"", "Auto-Reply", "Mailing List", "Bounce", "Loop", "Too Many", "Not Waited For", "Unreadable"
		]
		received_on: DF.Datetime
		sender_shown: DF.Data | None
		source: DF.Data
		work_order: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What comes twice is taken once; screens read the entries of an order."""
	frappe.db.add_unique("Bank Intake Entry", ["source", "external_id"])
	frappe.db.add_index("Bank Intake Entry", ["work_order"])
	frappe.db.add_index("Bank Intake Entry", ["sender_shown", "received_on"])
	frappe.db.add_index("Bank Intake Entry", ["customer", "received_on"])
