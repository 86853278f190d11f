import frappe
from frappe.model.document import Document


class BankGiftMovement(Document):
	"""One change of a gift's stock; never edited (CAR-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		gift: DF.Link
		moved_at: DF.Datetime | None
		moved_by: DF.Link | None
		name: DF.Int | None
		note: DF.SmallText | None
		quantity: DF.Int
		reason: DF.Literal["", "Receipt", "Issue", "Return", "Correction"]
		stock_after: DF.Int
		unit_cost: DF.Currency
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Gift Movement", ["gift", "moved_at"])
