from frappe.model.document import Document


class BankStageRequirement(Document):
	"""Something a stage asks for before it is entered."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		requirement: DF.Literal[
			"",
			"Product",
			"Amount",
			"Expected Close",
			"Next Step",
			"Competitors",
			"Participants",
			"Contact Recorded",
			"Risk Assessed",
			"Suitable Product",
		]
		stage: DF.Link
	# end: auto-generated types
