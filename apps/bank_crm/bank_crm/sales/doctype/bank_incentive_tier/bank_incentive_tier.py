from frappe.model.document import Document


class BankIncentiveTier(Document):
	"""From which amount on which rate is earned (SAL-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rate: DF.Float
		starts_at: DF.Currency
	# end: auto-generated types
