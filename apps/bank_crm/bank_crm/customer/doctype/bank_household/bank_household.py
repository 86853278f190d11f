from frappe.model.document import Document


class BankHousehold(Document):
	"""People who keep house together, with the sums over them (CUS-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		head: DF.Link
		household_name: DF.Data | None
		member_count: DF.Int
		note: DF.SmallText | None
		product_count: DF.Int
		rolled_up_at: DF.Datetime | None
		status: DF.Literal["Active", "Dissolved"]
		total_aum: DF.Currency
		total_liability: DF.Currency
	# end: auto-generated types
