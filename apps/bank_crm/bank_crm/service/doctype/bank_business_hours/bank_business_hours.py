from frappe.model.document import Document


class BankBusinessHours(Document):
	"""One stretch of opening hours of a weekday, from a day on (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		closes: DF.Time
		opens: DF.Time
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		valid_from: DF.Date | None
		weekday: DF.Literal[
			"",
			"Monday",
			"Tuesday",
			"Wednesday",
			"Thursday",
			"Friday",
			"Saturday",
			"Sunday",
		]
	# end: auto-generated types
