import frappe
from frappe.model.document import Document


class BankTagChange(Document):
	"""One tag put on or taken off: who, when, by what (SEG-20)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		change: DF.Literal["", "Added", "Removed"]
		changed_at: DF.Datetime
		changed_by: DF.Link | None
		customer: DF.Link
		name: DF.Int | None
		reason: DF.SmallText | None
		source: DF.Literal["", "Manual", "Rule", "Batch", "Import", "Expiry", "Merge"]
		tag: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes rules, lists and joins read by."""
	frappe.db.add_index("Bank Tag Change", ["customer", "changed_at"])
	frappe.db.add_index("Bank Tag Change", ["tag", "changed_at"])
