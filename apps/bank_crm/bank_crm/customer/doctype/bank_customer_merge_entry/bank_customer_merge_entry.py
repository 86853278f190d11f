import frappe
from frappe.model.document import Document


class BankCustomerMergeEntry(Document):
	"""One row a merge moved or changed, with its former value (CUS-13); written set-based."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["", "Moved", "Stayed", "Changed", "Created"]
		merge: DF.Link
		name: DF.Int | None
		new_value: DF.LongText | None
		old_value: DF.LongText | None
		ref_doctype: DF.Link
		ref_field: DF.Data | None
		ref_name: DF.Data
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Undoing reads the entries of one merge by document type."""
	frappe.db.add_index("Bank Customer Merge Entry", ["merge", "ref_doctype", "ref_field"])
