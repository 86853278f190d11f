import frappe
from frappe.model.document import Document


class BankEventRegistration(Document):
	"""One customer and one event: invited, registered or waiting, there or absent, each with its moment (MKT-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		absent_at: DF.Datetime | None
		campaign: DF.Link | None
		cancelled_at: DF.Datetime | None
		checked_in_at: DF.Datetime | None
		checked_in_by: DF.Link | None
		customer: DF.Link
		entry_code: DF.Data | None
		event: DF.Link
		invited_at: DF.Datetime | None
		moved_up_at: DF.Datetime | None
		name: DF.Int | None
		registered_at: DF.Datetime | None
		registration_key: DF.Data | None
		reminded_at: DF.Datetime | None
		state: DF.Literal["Invited", "Registered", "Waiting", "Checked In", "Absent", "Cancelled"]
		waiting_since: DF.Datetime | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Seats are counted by event and state, codes are found by event, the customer's page asks by customer."""
	frappe.db.add_index("Bank Event Registration", ["event", "state", "waiting_since"])
	frappe.db.add_index("Bank Event Registration", ["event", "entry_code"])
	frappe.db.add_index("Bank Event Registration", ["customer", "invited_at"])
	frappe.db.add_index("Bank Event Registration", ["campaign", "customer"])
