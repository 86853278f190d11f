from frappe.model.document import Document


class BankCareStep(Document):
	"""One step of an action plan, counted from the event."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		offset_days: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		priority: DF.Literal["Low", "Medium", "High"]
		subject: DF.Data
	# end: auto-generated types
