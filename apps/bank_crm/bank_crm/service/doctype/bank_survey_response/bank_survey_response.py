from frappe.model.document import Document


class BankSurveyResponse(Document):
	"""What one person answered: to a survey, after a campaign, or about a work order (SUR-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_survey_answer.bank_survey_answer import BankSurveyAnswer

		answered_on: DF.Date | None
		answers: DF.Table[BankSurveyAnswer]
		channel: DF.Literal["", "Counter", "Phone", "Chat", "Email", "App", "Social", "Portal", "API", "SMS"]
		customer: DF.Link | None
		draft_key: DF.Data | None
		followed_up: DF.Check
		handler: DF.Link | None
		invitation: DF.Link | None
		language: DF.Literal["", "zh", "en"]
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		round: DF.Link | None
		source: DF.Literal["", "Invitation", "Shared Link", "Service Rating", "Entered by Staff"]
		state: DF.Literal["Draft", "Complete"]
		submitted_at: DF.Datetime | None
		summary: DF.Data | None
		survey: DF.Link
		version: DF.Link
	# end: auto-generated types
