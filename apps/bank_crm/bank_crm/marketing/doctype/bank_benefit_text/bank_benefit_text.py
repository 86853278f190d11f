from frappe.model.document import Document


class BankBenefitText(Document):
	"""What a benefit said from one change to the next (MKT-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changed_at: DF.Datetime | None
		changed_by: DF.Link | None
		description: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		terms: DF.Text | None
		version_no: DF.Int
	# end: auto-generated types
