from frappe.model.document import Document


class BankManualEntry(Document):
	"""A value or product staff added by hand to what the core system knows (CUS-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Data | None
		entered_by: DF.Link
		entered_on: DF.Datetime
		fieldname: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value_hash: DF.Data | None
	# end: auto-generated types
