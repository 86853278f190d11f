from frappe.model.document import Document


class BankAuditItem(Document):
	"""One high-privilege operation and its verdict (SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal[
			"",
			"Write",
			"Delete",
			"Log-in",
			"Log-in Refused",
			"Log-out",
			"Reveal",
			"Export",
			"Print",
			"Permission Change",
			"Tier Change",
			"Access Granted",
			"Access Used",
			"Access Withdrawn",
			"Export Requested",
			"Export Approved",
			"Export Downloaded",
			"Handover",
			"Unlock",
			"Workflow Change",
			"Data Subject Request",
			"Sync",
		]
		audit: DF.Link
		customer: DF.Data | None
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		fingerprint: DF.Data | None
		full_name: DF.Data | None
		log_entry: DF.Int
		name: DF.Int | None
		note: DF.SmallText | None
		occurred_at: DF.Datetime | None
		outcome: DF.Literal["Done", "Refused", "Failed"]
		ref_doctype: DF.Data | None
		ref_name: DF.Data | None
		summary: DF.SmallText | None
		user: DF.Data | None
		verdict: DF.Literal["Pending", "In Order", "To Be Clarified", "Not in Order"]
	# end: auto-generated types
