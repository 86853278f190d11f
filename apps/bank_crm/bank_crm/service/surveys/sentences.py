"""What codes of the domain mean in words: problems of a draft, faults of an answer."""

from __future__ import annotations

from frappe import _
from frappe.model.document import Document

from bank_crm.domain.survey_answers import Fault
from bank_crm.domain.survey_definition import Problem


def problem(survey: Document, found: Problem) -> str:
	"""Say what keeps a draft from being published, with the row and the field's label."""
	text = of_problem(found.code, found.about)
	if found.row is None:
		return f"{_(survey.meta.get_label(found.field))}: {text}"
	row = survey.questions[found.row]
	label = _(row.meta.get_label(found.field))
	return _("Row {0}, {1}: {2}").format(found.row + 1, label, text)


def of_problem(code: str, about: str) -> str:
	"""Say what is wrong, without the place."""
	return _problems()[code].format(about)


def fault(found: Fault) -> str:
	"""Say to the customer what is wrong with an answer."""
	return _faults()[found.code].format(found.about)


def _problems() -> dict[str, str]:
	return {
		"no-question": _("give at least one question."),
		"too-many-questions": _("at most {0} questions."),
		"english-missing": _("the English text is missing."),
		"condition-without-question": _("choose the question the answer belongs to."),
		"question-not-before": _("there is no question {0} before this one."),
		"value-missing": _("give the answer to compare with."),
		"not-a-number-question": _("answers to {0} are no numbers."),
		"not-a-number": _("{0} is no number."),
		"not-a-choice": _("{0} is none of the choices of that question."),
		"scale-size": _("a scale has 2 to {0} points."),
		"scale-is-fixed": _("the points of this type are fixed."),
		"before-earliest": _("lies before the earliest day."),
		"too-few-choices": _("give at least {0} lines."),
		"too-many-choices": _("at most {0} lines."),
		"choice-twice": _("{0} is there twice."),
		"choice-too-long": _("{0}… is too long."),
		"english-lines": _("there must be {0} lines, one for each Chinese one."),
		"less-than-least": _("is less than the least."),
		"above-limit": _("at most {0}."),
	}


def _faults() -> dict[str, str]:
	return {
		"required": _("Please answer this question."),
		"one-choice": _("Please choose one answer."),
		"unknown-choice": _("Please choose one of the answers offered."),
		"own-answer-missing": _("Please write your own answer."),
		"too-few-choices": _("Please choose at least {0}."),
		"too-many-choices": _("Please choose at most {0}."),
		"rows-missing": _("Please answer every row."),
		"not-a-day": _("Please give a date such as 2026-05-01."),
		"too-early": _("Please give a date not before {0}."),
		"too-late": _("Please give a date not after {0}."),
		"too-long": _("Please write at most {0} characters."),
		"too-short": _("Please write at least {0} characters."),
		"not-a-number": _("Please give a number."),
		"not-email": _("Please give an e-mail address."),
		"not-mobile": _("Please give a mobile number of 11 digits."),
		"not-postcode": _("Please give a postcode of 6 digits."),
	}
