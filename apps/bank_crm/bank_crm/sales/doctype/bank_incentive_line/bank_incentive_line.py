from frappe.model.document import Document


class BankIncentiveLine(Document):
	"""What one opportunity adds to a proposal, or takes from it (SAL-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		credited: DF.Currency
		earlier: DF.Link | None
		kind: DF.Literal["", "Earned", "Clawed Back"]
		opportunity: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
