import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.customer import checks
from bank_crm.customer.segments import access
from bank_crm.domain.survey_checks import condition_problems
from bank_crm.domain.survey_enums import QuestionType, SurveyState
from bank_crm.service.surveys import rules, sentences


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
		next_key: DF.Int
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

	def validate(self) -> None:
		"""Keep owner and keys; what cannot be asked is only refused when it is published, so that drafts can be kept."""
		access.check_owner(self)
		self.keep_state()
		self.give_keys()
		self.check_rules()

	def keep_state(self) -> None:
		"""State and version change by publishing alone."""
		if self.flags.by_publishing:
			return
		before = None if self.is_new() else self.get_doc_before_save()
		self.state = before.state if before else SurveyState.DRAFT.value
		self.current_version = before.current_version if before else None
		self.preset_key = before.preset_key if before else self.flags.preset_key
		self.next_key = before.next_key if before else 0

	def give_keys(self) -> None:
		"""Give each question a key that no other question of this survey ever had."""
		used: set[str] = set()
		for row in self.questions:
			if row.question_type == QuestionType.SECTION.value:
				row.question_key = None
			elif not row.question_key or row.question_key in used:
				self.next_key = cint(self.next_key) + 1
				row.question_key = f"q{self.next_key}"
			if row.question_key:
				used.add(row.question_key)

	def check_rules(self) -> None:
		"""A rule compares an answer of a question there is; without a customer there is no task about one."""
		asked = {
			row.question_key: row.as_dict()
			for row in self.questions
			if row.question_type != QuestionType.SECTION.value
		}
		for rule in self.rules:
			if found := condition_problems(rule.as_dict(), "question_key", asked):
				field, code, about = found[0]
				label = _(rule.meta.get_label(field))
				told = sentences.of_problem(code, about)
				frappe.throw(
					_("{0}, row {1}, {2}: {3}").format(_("Follow-up Tasks"), rule.idx, label, told),
					title=_("Invalid Value"),
				)
			if self.anonymous and rule.action in rules.ABOUT_CUSTOMER:
				checks.refuse(self, "rules", _("anonymous answers belong to no customer."))

	def on_update(self) -> None:
		"""The page of a survey is made from cached documents."""
		frappe.clear_document_cache(self.doctype, self.name)
