from frappe.model.document import Document


class BankSurveyQuota(Document):
	"""How many answers are wanted from one part of the audience."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attribute: DF.Literal["", "Tier", "Gender", "Branch"]
		most: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value: DF.Data
	# end: auto-generated types
