import frappe
from frappe.model.document import Document


class BankTierBatchMember(Document):
	"""One customer of a batch, with the state it can be set back to (SEG-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		batch: DF.Link
		customer: DF.Link
		from_locked_until: DF.Date | None
		from_months_below: DF.Int
		from_reason: DF.SmallText | None
		from_source: DF.Literal["", "Rule", "Manual"]
		from_tier: DF.Link | None
		from_watch_since: DF.Date | None
		name: DF.Int | None
		outcome: DF.Literal["Waiting", "Changed", "Left Alone", "Set Back", "Moved Since"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the index its lists read by."""
	frappe.db.add_unique("Bank Tier Batch Member", ["batch", "customer"])
