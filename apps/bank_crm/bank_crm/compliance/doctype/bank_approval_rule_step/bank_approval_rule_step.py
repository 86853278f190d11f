from frappe.model.document import Document


class BankApprovalRuleStep(Document):
	"""One decision of a rule: who, how many, how soon (SAL-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		approver: DF.Literal["Superior", "Role", "Post", "Branch Level", "Person"]
		branch_level: DF.Literal["", "Head Office", "Branch", "Sub-branch", "Outlet"]
		due_hours: DF.Float
		escalate_to: DF.Literal["", "Superior", "Substitute"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		people: DF.Int
		person: DF.Link | None
		post: DF.Data | None
		quorum: DF.Int
		role: DF.Link | None
		sequence: DF.Int
		step_name: DF.Data | None
		substitute: DF.Link | None
	# end: auto-generated types
