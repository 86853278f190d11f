from frappe.model.document import Document


class BankApprovalStep(Document):
	"""One step of a request as its rule said when it was asked for (SAL-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		definition: DF.JSON | None
		due_at: DF.Datetime | None
		ended_at: DF.Datetime | None
		escalated_at: DF.Datetime | None
		opened_at: DF.Datetime | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		quorum: DF.Int
		remind_at: DF.Datetime | None
		reminded_at: DF.Datetime | None
		sequence: DF.Int
		state: DF.Literal["Waiting", "Open", "Approved", "Refused", "Skipped"]
		step_name: DF.Data | None
	# end: auto-generated types
