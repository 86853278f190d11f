from frappe.model.document import Document


class BankTierBenefit(Document):
	"""What customers of a tier are given, or offered, that others are not (SEG-19)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		benefit: DF.Data
		description: DF.SmallText | None
		kind: DF.Literal["Benefit", "Offer"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
