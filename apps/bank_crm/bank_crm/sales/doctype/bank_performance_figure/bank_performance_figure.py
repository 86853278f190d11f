from frappe.model.document import Document


class BankPerformanceFigure(Document):
	"""One figure of a score (SAL-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		counted: DF.Check
		measure: DF.Literal[
			"",
			"Contacts",
			"Care Tasks Done",
			"Work Orders Answered",
			"Won Opportunities",
			"Won Amount",
			"Converted Leads",
			"Customers Won",
			"Customers Lost",
			"Asset Growth",
			"Service Rating",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		points: DF.Float
		records: DF.Int
		value: DF.Float
		weight: DF.Percent
	# end: auto-generated types
