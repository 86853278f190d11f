from frappe.model.document import Document


class BankDataRequestItem(Document):
	"""What became of one kind of data, and why."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Deleted", "Anonymised", "Kept"]
		document_type: DF.Link | None
		done: DF.Int
		finished: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		planned: DF.Int
		reason: DF.SmallText | None
	# end: auto-generated types
