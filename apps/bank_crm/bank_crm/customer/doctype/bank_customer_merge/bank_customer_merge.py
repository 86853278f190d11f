import frappe

from bank_crm.compliance.sealed_document import SealedDocument


class BankCustomerMerge(SealedDocument):
	"""One customer merged into another, with all that is needed to undo it (CUS-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active_key: DF.Data | None
		customer: DF.Link
		customer_name: DF.Data | None
		email: DF.Data | None
		id_number: DF.Data | None
		merged_at: DF.Datetime | None
		merged_by: DF.Link | None
		merged_customer: DF.Link
		merged_name: DF.Data | None
		mobile: DF.Data | None
		moved_rows: DF.Int
		pair: DF.Link | None
		state: DF.Literal["Merged", "Undone"]
		undo_reason: DF.SmallText | None
		undone_at: DF.Datetime | None
		undone_by: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The latest merges first on a customer's page."""
	frappe.db.add_index("Bank Customer Merge", ["customer", "merged_at"])
