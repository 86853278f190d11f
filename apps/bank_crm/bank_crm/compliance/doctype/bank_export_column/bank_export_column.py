from frappe.model.document import Document


class BankExportColumn(Document):
	"""A column of an export and how it is shown there (SEC-11, SEC-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		fieldname: DF.Data
		label: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		sensitivity: DF.Literal["Not Personal", "Personal", "Sealed"]
		treatment: DF.Literal["", "As It Is", "Masked", "Left Out"]
	# end: auto-generated types
