import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.survey_enums import ResponseState
from bank_crm.service.surveys import store


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

	def onload(self) -> None:
		"""What was asked, in the reader's language, by the keys the answers carry."""
		questions = store.definition(self.version).questions()
		language = "zh" if (frappe.local.lang or "").startswith("zh") else "en"
		self.set_onload("questions", {question.key: question.words.in_(language) for question in questions})

	def validate(self) -> None:
		"""What was handed in stays as it was said."""
		before = None if self.is_new() else self.get_doc_before_save()
		if before and before.state == ResponseState.COMPLETE.value:
			frappe.throw(_("Answers that were handed in are not changed."))


def on_doctype_update() -> None:
	"""Results read by survey and day or by round, follow-ups by state, pages of what was rated by reference."""
	frappe.db.add_index("Bank Survey Response", ["survey", "state", "answered_on"])
	frappe.db.add_index("Bank Survey Response", ["round", "state"])
	frappe.db.add_index("Bank Survey Response", ["state", "followed_up"])
	frappe.db.add_index("Bank Survey Response", ["reference_doctype", "reference_name"])
	frappe.db.add_index("Bank Survey Response", ["customer", "answered_on"])
	frappe.db.add_index("Bank Survey Response", ["handler", "answered_on"])
