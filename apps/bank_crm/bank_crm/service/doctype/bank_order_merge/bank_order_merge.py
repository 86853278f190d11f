from frappe.model.document import Document


class BankOrderMerge(Document):
	"""Two orders about the same matter made one, so that it can be undone (SVC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_order_merge_row.bank_order_merge_row import BankOrderMergeRow

		customer: DF.Link | None
		kept: DF.Link
		merged: DF.Link
		moved: DF.Table[BankOrderMergeRow]
		name: DF.Int | None
		old_state: DF.Data | None
		reason: DF.SmallText
		state: DF.Literal["Merged", "Undone"]
		undone_by: DF.Link | None
		undone_on: DF.Datetime | None
	# end: auto-generated types
