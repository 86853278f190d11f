import frappe
from frappe.model.document import Document


class BankTagAssignment(Document):
	"""One tag on one customer (SEG-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assigned_at: DF.Datetime | None
		assigned_by: DF.Link | None
		customer: DF.Link
		name: DF.Int | None
		source: DF.Literal["", "Manual", "Rule", "Batch", "Import"]
		tag: DF.Link
		valid_until: DF.Date | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes rules, lists and joins read by."""
	frappe.db.add_unique("Bank Tag Assignment", ["customer", "tag"])
	frappe.db.add_index("Bank Tag Assignment", ["tag", "customer"])
	frappe.db.add_index("Bank Tag Assignment", ["valid_until"])
