"""Service ratings in the store of the surveys (SUR-03): the shipped survey behind the one-tap link, and writing to it."""

from __future__ import annotations

import frappe

from bank_crm.domain.survey_answers import Given
from bank_crm.domain.survey_enums import ResponseSource
from bank_crm.service.surveys import store

SURVEY = "Bank Survey"
PRESET = "service-rating"
#: Keys of the shipped survey's questions.
GRADE, COMMENT = "grade", "comment"


def survey_and_version() -> tuple[str, str]:
	"""Return the names of the shipped rating survey and its published version; DoesNotExistError without one."""
	row = frappe.db.get_value(SURVEY, {"preset_key": PRESET}, ["name", "current_version"])
	if not row or not row[1]:
		frappe.throw(frappe._("The survey for service ratings is missing."), frappe.DoesNotExistError)
	return row[0], row[1]


def record(
	grade: int,
	*,
	about: tuple[str, str],
	comment: str = "",
	customer: str | None = None,
	handler: str | None = None,
	channel: str | None = None,
	language: str = "zh",
) -> str:
	"""Write one rating, `grade` from 1 (needs improvement) to 5 (very satisfied); returns the response's name.

	`about` is what was rated, such as ("Bank Work Order", name). Raises ValueError for another grade.
	"""
	if grade not in range(1, 6):
		raise ValueError(f"{grade} is no grade")
	given = {GRADE: Given(number=float(grade))}
	if comment.strip():
		given[COMMENT] = Given(text=comment.strip()[:1000])
	return store.record(
		survey_and_version(),
		given,
		source=ResponseSource.SERVICE_RATING,
		customer=customer,
		about=about,
		handler=handler,
		channel=channel,
		language=language,
	)
