from frappe.model.document import Document


class BankCampaignSegment(Document):
	"""A segment a campaign turns to, or leaves out."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		members: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		segment: DF.Link
		use: DF.Literal["Include", "Leave Out"]
	# end: auto-generated types
