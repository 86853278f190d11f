import frappe
from frappe.model.document import Document


class BankSegmentChange(Document):
	"""One customer who joined or left a segment."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		change: DF.Literal["", "Joined", "Left"]
		changed_at: DF.Datetime
		changed_by: DF.Link | None
		customer: DF.Link
		name: DF.Int | None
		reason: DF.Data | None
		segment: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes rules, lists and joins read by."""
	frappe.db.add_index("Bank Segment Change", ["segment", "changed_at"])
	frappe.db.add_index("Bank Segment Change", ["customer", "changed_at"])
