from frappe.model.document import Document


class BankApprovalVote(Document):
	"""Somebody who is asked, and what he or she has said (SAL-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approver: DF.Link | None
		asked_at: DF.Datetime | None
		because: DF.Literal[
			"Superior",
			"Role",
			"Post",
			"Branch Level",
			"Person",
			"Substitute",
			"Delegation",
			"Absence",
			"Escalation",
		]
		comment: DF.SmallText | None
		decided_at: DF.Datetime | None
		instead_of: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		state: DF.Literal["Open", "Approved", "Refused", "Replaced", "Not Needed"]
		step: DF.Int
	# end: auto-generated types
