import frappe
from frappe.model.document import Document


class BankSegmentMember(Document):
	"""One customer of one segment."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		joined_at: DF.Datetime | None
		name: DF.Int | None
		segment: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes rules, lists and joins read by."""
	frappe.db.add_unique("Bank Segment Member", ["segment", "customer"])
	frappe.db.add_index("Bank Segment Member", ["customer", "segment"])
