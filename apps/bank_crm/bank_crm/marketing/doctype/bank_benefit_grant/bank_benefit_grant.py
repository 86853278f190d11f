import frappe
from frappe.model.document import Document


class BankBenefitGrant(Document):
	"""One benefit of one customer: issued, claimed, used, expired or withdrawn, each with its moment (MKT-20)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		benefit: DF.Link
		campaign: DF.Link | None
		claimed_at: DF.Datetime | None
		customer: DF.Link
		expired_at: DF.Datetime | None
		expires_at: DF.Datetime | None
		grant_key: DF.Data | None
		issue: DF.Link | None
		issued_at: DF.Datetime | None
		name: DF.Int | None
		note: DF.SmallText | None
		purchase_key: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		state: DF.Literal["Issued", "Claimed", "Used", "Expired", "Withdrawn"]
		text_version: DF.Int
		used_amount: DF.Currency
		used_at: DF.Datetime | None
		used_by: DF.Link | None
		withdrawn_at: DF.Datetime | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Figures are counted by benefit, links and the customer's page ask by customer, the night by end."""
	frappe.db.add_index("Bank Benefit Grant", ["benefit", "state"])
	frappe.db.add_index("Bank Benefit Grant", ["customer", "benefit", "state"])
	frappe.db.add_index("Bank Benefit Grant", ["state", "expires_at"])
	frappe.db.add_index("Bank Benefit Grant", ["campaign", "customer"])
