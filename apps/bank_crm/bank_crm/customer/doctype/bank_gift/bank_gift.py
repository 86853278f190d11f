from frappe.model.document import Document


class BankGift(Document):
	"""A gift with what it costs and how many are left (CAR-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		description: DF.SmallText | None
		enabled: DF.Check
		gift_name: DF.Data
		image: DF.AttachImage | None
		reorder_level: DF.Int
		stock: DF.Int
		unit_cost: DF.Currency
	# end: auto-generated types
