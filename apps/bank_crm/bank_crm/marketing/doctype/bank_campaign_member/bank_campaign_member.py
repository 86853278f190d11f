import frappe
from frappe.model.document import Document


class BankCampaignMember(Document):
	"""A customer in a campaign, and when he or she did what first; written set-based."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attended_at: DF.Datetime | None
		bought_on: DF.Date | None
		campaign: DF.Link
		claimed_at: DF.Datetime | None
		clicked_at: DF.Datetime | None
		customer: DF.Link
		in_control: DF.Check
		joined_at: DF.Datetime | None
		name: DF.Int | None
		opened_at: DF.Datetime | None
		participated_at: DF.Datetime | None
		purchase_amount: DF.Currency
		purchased_at: DF.Datetime | None
		reached_at: DF.Datetime | None
		registered_at: DF.Datetime | None
		replied_at: DF.Datetime | None
		segment: DF.Link | None
		talked_at: DF.Datetime | None
		unsubscribed_at: DF.Datetime | None
		variant: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""A customer is in a campaign once; the customer's page asks by customer."""
	frappe.db.add_unique("Bank Campaign Member", ["campaign", "customer"])
	frappe.db.add_index("Bank Campaign Member", ["customer", "joined_at"])
