from frappe.model.document import Document


class BankLegalHold(Document):
	"""A customer's data an authority or a dispute forbids to erase (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		authority: DF.Data
		customer: DF.Link
		from_date: DF.Date
		proof: DF.Attach | None
		reason: DF.SmallText
		reference: DF.Data | None
		release_reason: DF.SmallText | None
		released_at: DF.Datetime | None
		released_by: DF.Link | None
		until_date: DF.Date | None
	# end: auto-generated types
