import frappe
from frappe.model.document import Document


class BankInteraction(Document):
	"""One contact with a customer: call, visit, message or branch visit (CUS-16)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App"]
		content: DF.Text | None
		customer: DF.Link
		direction: DF.Literal["Inbound", "Outbound"]
		duration_minutes: DF.Int
		external_id: DF.Data | None
		name: DF.Int | None
		next_date: DF.Date | None
		next_step: DF.Data | None
		occurred_at: DF.Datetime
		outcome: DF.Literal["", "Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"]
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		reminder: DF.Link | None
		source_system: DF.Data | None
		subject: DF.Data | None
		user: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the page, the lists and the loads read by."""
	frappe.db.add_unique("Bank Interaction", ["source_system", "external_id"])
	frappe.db.add_index("Bank Interaction", ["customer", "occurred_at"])
	frappe.db.add_index("Bank Interaction", ["user", "occurred_at"])
