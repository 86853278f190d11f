import frappe
from frappe.model.document import Document


class BankCampaignCall(Document):
	"""A customer to be called for a campaign: by whom, when, how often, and how it ended (MKT-02, MKT-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		branch: DF.Link | None
		caller: DF.Link | None
		campaign: DF.Link
		customer: DF.Link
		due_at: DF.Datetime
		ended_at: DF.Datetime | None
		is_agreed: DF.Check
		last_called_at: DF.Datetime | None
		message: DF.Link | None
		most_attempts: DF.Int
		name: DF.Int | None
		note: DF.SmallText | None
		opportunity: DF.Link | None
		outcome: DF.Link | None
		reminded_at: DF.Datetime | None
		state: DF.Literal["Open", "Done", "Cancelled"]
		wave: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Lists are a caller's, a campaign's and a customer's."""
	frappe.db.add_index("Bank Campaign Call", ["caller", "state", "due_at"])
	frappe.db.add_index("Bank Campaign Call", ["campaign", "state"])
	frappe.db.add_index("Bank Campaign Call", ["customer", "state"])
