from frappe.model.document import Document


class BankTierBatch(Document):
	"""One decision to move a set of customers to a tier: asked for, approved, applied, undone (SEG-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approval: DF.Link | None
		branch: DF.Link | None
		changed_count: DF.Int
		conditions: DF.JSON
		conditions_text: DF.SmallText | None
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision_note: DF.SmallText | None
		include_overridden: DF.Check
		locked_until: DF.Date
		matched_count: DF.Int
		member_count: DF.Int
		only_upwards: DF.Check
		reason: DF.SmallText
		requested_at: DF.Datetime
		requested_by: DF.Link
		status: DF.Literal["Preview", "Pending Approval", "Applied", "Rejected", "Undone"]
		to_tier: DF.Link
		undo_until: DF.Datetime | None
		undone_at: DF.Datetime | None
		undone_by: DF.Link | None
		undone_count: DF.Int
	# end: auto-generated types
