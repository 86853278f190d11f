from frappe.model.document import Document


class BankQACriterion(Document):
	"""One thing a reviewer looks at, and how much it counts."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Data
		critical: DF.Check
		guidance: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		weight: DF.Int
	# end: auto-generated types
