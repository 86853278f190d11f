from frappe.model.document import Document


class BankSurvey(Document):
	"""A questionnaire: its draft is edited here, its published versions stand for ever (SUR-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_survey_question.bank_survey_question import BankSurveyQuestion
		from bank_crm.service.doctype.bank_survey_task_rule.bank_survey_task_rule import BankSurveyTaskRule

		anonymous: DF.Check
		current_version: DF.Link | None
		intro: DF.SmallText | None
		intro_en: DF.SmallText | None
		owner_user: DF.Link | None
		preset_key: DF.Data | None
		questions: DF.Table[BankSurveyQuestion]
		rules: DF.Table[BankSurveyTaskRule]
		state: DF.Literal["Draft", "Published", "Paused", "Closed"]
		survey_title: DF.Data
		thanks: DF.SmallText | None
		thanks_en: DF.SmallText | None
		title_en: DF.Data | None
		topic: DF.Literal["", "Satisfaction", "Customer Needs", "Product", "Campaign", "Service Rating"]
		with_english: DF.Check
	# end: auto-generated types
