from frappe.model.document import Document


class BankSegment(Document):
	"""A set of customers, made from conditions, from other segments, or by hand (SEG-09, CUS-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Literal["Conditions", "Combination", "Manual List"]
		combination: DF.JSON | None
		conditions: DF.JSON | None
		description: DF.SmallText | None
		enabled: DF.Check
		is_group: DF.Check
		kind: DF.Literal["Static", "Dynamic"]
		member_count: DF.Int
		owner_user: DF.Link | None
		preset_key: DF.Data | None
		refresh_note: DF.SmallText | None
		refreshed_at: DF.Datetime | None
		segment_name: DF.Data
	# end: auto-generated types
