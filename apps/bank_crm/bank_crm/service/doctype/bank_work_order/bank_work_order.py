from frappe.model.document import Document


class BankWorkOrder(Document):
	"""What a customer asked, complained of, proposed or wanted done, until it is answered (SVC-01, SVC-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_work_order_article.bank_work_order_article import (
			BankWorkOrderArticle,
		)

		answered_on: DF.Datetime | None
		articles: DF.Table[BankWorkOrderArticle]
		assigned_on: DF.Datetime | None
		assignment_reason: DF.SmallText | None
		branch: DF.Link | None
		cause: DF.Link | None
		channel: DF.Literal["", "Counter", "Phone", "Chat", "Email", "App", "Social", "Portal", "API"]
		close_reason: DF.SmallText | None
		closed_on: DF.Datetime | None
		contact_email: DF.Data | None
		contact_mobile: DF.Data | None
		contact_name: DF.Data | None
		customer: DF.Link | None
		customer_tier: DF.Link | None
		description: DF.Text | None
		escalate_on: DF.Datetime | None
		escalation_rule: DF.Link | None
		escalation_step: DF.Int
		external_id: DF.Data | None
		first_response_on: DF.Datetime | None
		handler: DF.Link | None
		language: DF.Link | None
		merged_into: DF.Link | None
		message_id: DF.Data | None
		need: DF.Link | None
		open_tasks: DF.Int
		opened_on: DF.Datetime | None
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		paused_seconds: DF.Int
		paused_since: DF.Datetime | None
		priority: DF.Literal["", "High", "Medium", "Low"]
		priority_rule: DF.Link | None
		product: DF.Link | None
		queue: DF.Link | None
		rated_on: DF.Datetime | None
		rating: DF.Int
		rating_cause: DF.Link | None
		rating_comment: DF.SmallText | None
		reopened_count: DF.Int
		resolution_clock: DF.Literal["", "Running", "Paused", "Warned", "Breached", "Met", "Missed"]
		resolution_due: DF.Datetime | None
		resolution_taken: DF.Duration | None
		resolution_warn_on: DF.Datetime | None
		response_clock: DF.Literal["", "Running", "Paused", "Warned", "Breached", "Met", "Missed"]
		response_due: DF.Datetime | None
		response_taken: DF.Duration | None
		response_warn_on: DF.Datetime | None
		service_level: DF.Link | None
		skill: DF.Link | None
		solution: DF.Text | None
		source: DF.Data | None
		split_from: DF.Link | None
		state: DF.Link | None
		state_since: DF.Datetime | None
		subject: DF.Data
		subtype: DF.Link | None
		task_summary: DF.Data | None
		viewed_on: DF.Datetime | None
	# end: auto-generated types
