from frappe.model.document import Document


class BankServiceSkill(Document):
	"""What an agent must know to handle certain orders (SVC-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		description: DF.SmallText | None
		post: DF.Data | None
		skill_name: DF.Data
	# end: auto-generated types
