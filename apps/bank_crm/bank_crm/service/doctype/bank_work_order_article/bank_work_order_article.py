from frappe.model.document import Document


class BankWorkOrderArticle(Document):
	"""A knowledge article that helped with an order (TRN-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		route: DF.Data
		source: DF.Data | None
		title: DF.Data
	# end: auto-generated types
