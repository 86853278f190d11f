from frappe.model.document import Document


class BankCustomerTier(Document):
	"""A customer tier and the month-average assets it begins at."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		colour: DF.Color | None
		description: DF.SmallText | None
		level: DF.Int
		min_aum: DF.Currency
		tier_name: DF.Data
	# end: auto-generated types
