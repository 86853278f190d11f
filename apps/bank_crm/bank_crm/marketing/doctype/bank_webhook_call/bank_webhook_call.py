import frappe
from frappe.model.document import Document


class BankWebhookCall(Document):
	"""One thing another system is told, kept until it has answered (MKT-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.Data | None
		attempts: DF.Int
		call_key: DF.Data | None
		customer: DF.Link
		done_at: DF.Datetime | None
		journey: DF.Link | None
		name: DF.Int | None
		next_at: DF.Datetime | None
		payload: DF.JSON | None
		run: DF.Link | None
		state: DF.Literal["Waiting", "Done", "Failed"]
		target: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What is still to be told."""
	frappe.db.add_index("Bank Webhook Call", ["state", "next_at"])
	frappe.db.add_index("Bank Webhook Call", ["customer", "creation"])
