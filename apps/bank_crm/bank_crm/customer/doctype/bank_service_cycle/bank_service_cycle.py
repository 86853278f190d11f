from frappe.model.document import Document


class BankServiceCycle(Document):
	"""How often something is done for each customer of a tier (SEG-19, CAR-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		activity: DF.Literal["", "Asset Review", "Exclusive Event", "Key Customer Review", "Contact", "Visit"]
		every: DF.Literal["Month", "Quarter", "Half-Year", "Year"]
		note: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		times: DF.Int
	# end: auto-generated types
