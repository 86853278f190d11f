from frappe.model.document import Document


class BankEventStaff(Document):
	"""Somebody who receives the guests of an event."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		task: DF.Data | None
		user: DF.Link
	# end: auto-generated types
