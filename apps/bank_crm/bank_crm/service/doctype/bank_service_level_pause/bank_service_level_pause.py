from frappe.model.document import Document


class BankServiceLevelPause(Document):
	"""A state in which the clocks stand still (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		state: DF.Link
	# end: auto-generated types
