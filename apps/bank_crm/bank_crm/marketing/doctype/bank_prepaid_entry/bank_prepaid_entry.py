import frappe
from frappe.model.document import Document


class BankPrepaidEntry(Document):
	"""One booking of a prepaid account; never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		amount: DF.Currency
		booked_at: DF.Datetime | None
		campaign: DF.Link | None
		kind: DF.Literal["Top-up", "Reserved", "Released", "Spent", "Correction"]
		messages: DF.Int
		name: DF.Int | None
		note: DF.SmallText | None
		wave: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Balances are added up by account, costs by campaign."""
	frappe.db.add_index("Bank Prepaid Entry", ["account", "kind"])
	frappe.db.add_index("Bank Prepaid Entry", ["campaign", "kind"])
