from frappe.model.document import Document


class BankPerformanceMeasure(Document):
	"""One measure of a scheme: how much it weighs and which figure gives how many points (SAL-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cap: DF.Float
		full_at: DF.Float
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
		weight: DF.Percent
		zero_at: DF.Float
	# end: auto-generated types
