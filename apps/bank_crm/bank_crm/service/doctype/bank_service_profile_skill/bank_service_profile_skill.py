from frappe.model.document import Document


class BankServiceProfileSkill(Document):
	"""One skill of an agent and how well it is mastered."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		level: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		skill: DF.Link
	# end: auto-generated types
