from frappe.model.document import Document


class BankQAAnswer(Document):
	"""How one order did on one criterion."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Data
		critical: DF.Check
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		verdict: DF.Literal["", "Met", "Partly Met", "Not Met", "Does Not Apply"]
		weight: DF.Int
	# end: auto-generated types
