from frappe.model.document import Document


class BankHandoverEntry(Document):
	"""One value a handover changed: what undoing it puts back."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		handover: DF.Link
		name: DF.Int
		new_value: DF.Data | None
		old_value: DF.Data | None
		ref_doctype: DF.Link
		ref_field: DF.Data | None
		ref_name: DF.Data
	# end: auto-generated types
