import frappe
from frappe.model.document import Document


class BankTierChange(Document):
	"""One move of a customer from tier to tier: who, when, why (SEG-20)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		aum: DF.Currency
		batch: DF.Link | None
		changed_at: DF.Datetime
		changed_by: DF.Link
		customer: DF.Link
		from_tier: DF.Link | None
		high_privilege: DF.Check
		name: DF.Int | None
		reason: DF.SmallText | None
		reason_code: DF.Literal[
			"",
			"Initial",
			"Reached",
			"Below Too Long",
			"Override",
			"Released",
			"Override Ended",
			"Batch",
			"Undo",
		]
		source: DF.Literal["Rule", "Manual", "Batch", "Undo"]
		to_tier: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the index its lists read by."""
	frappe.db.add_index("Bank Tier Change", ["customer", "changed_at"])
