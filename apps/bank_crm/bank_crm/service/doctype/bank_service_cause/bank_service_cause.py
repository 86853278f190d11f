from frappe.model.document import Document


class BankServiceCause(Document):
	"""Why an order came about, or why it was rated low (SVC-08, SVC-16)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		cause_name: DF.Data
		description: DF.SmallText | None
		used_for: DF.Literal["Orders", "Low Ratings", "Both"]
	# end: auto-generated types
