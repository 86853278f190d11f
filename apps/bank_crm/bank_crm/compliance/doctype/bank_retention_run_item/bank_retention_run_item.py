from frappe.model.document import Document


class BankRetentionRunItem(Document):
	"""What one rule did in a round."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Data | None
		before_date: DF.Date | None
		document_type: DF.Link | None
		done: DF.Int
		due: DF.Int
		finished: DF.Check
		held: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
