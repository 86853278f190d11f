from frappe.model.document import Document


class BankDataCorrection(Document):
	"""One field a customer wants corrected."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after: DF.Data | None
		before: DF.Data | None
		field: DF.Literal[
			"",
			"Customer Name",
			"Gender",
			"Birth Date",
			"ID Type",
			"ID Number",
			"Mobile",
			"E-mail",
			"City",
			"Address",
			"Legal Representative",
			"Contact Person",
			"Industry",
			"Occupation",
			"Employer",
			"Education",
			"Annual Income",
			"Marital Status",
			"Family Structure",
		]
		outcome: DF.Literal["Open", "Corrected", "For the Core System"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		wanted: DF.Data | None
	# end: auto-generated types
