from frappe.model.document import Document


class BankOrderMergeRow(Document):
	"""One value a merge changed: what undoing it puts back."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		old_value: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		ref_doctype: DF.Link
		ref_field: DF.Data
		ref_name: DF.Data
	# end: auto-generated types
