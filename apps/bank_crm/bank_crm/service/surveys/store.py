"""The one store of answers: surveys, campaign questionnaires and service ratings are written here (SUR-03).

A response is a draft until it is handed in, and never changes afterwards. Callers hold a lock on what makes the
response the only one: its invitation, its rating request, or the draft itself.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime, today

from bank_crm.domain.survey_answers import OWN, Answers, from_rows, kept, to_rows
from bank_crm.domain.survey_definition import Definition, read
from bank_crm.domain.survey_enums import QuestionType, ResponseSource, ResponseState
from bank_crm.jobs import enqueue_once

RESPONSE, ANSWER, VERSION = "Bank Survey Response", "Bank Survey Answer", "Bank Survey Version"
FOLLOW_UP = "bank_crm.service.surveys.rules.run_pending"
#: Questions that stand for the whole response in lists, in this order.
_TELLING = (QuestionType.NPS, QuestionType.CSAT, QuestionType.CES, QuestionType.SCALE)


def definition(version: str) -> Definition:
	"""Return what a published version asks; versions never change, so it is read from the cache."""
	return read(frappe.parse_json(frappe.get_cached_doc(VERSION, version).definition))


def find_draft(key: str, *, lock: bool = False) -> Document | None:
	"""Return the response begun under a key, whether handed in or not."""
	name = frappe.db.get_value(RESPONSE, {"draft_key": key}, "name", for_update=lock)
	return frappe.get_doc(RESPONSE, name, for_update=lock) if name else None


def begin(key: str | None, *, survey: str, version: str, source: ResponseSource, **values: Any) -> Document:
	"""Begin a response. Raises frappe.UniqueValidationError where one was begun under the key meanwhile."""
	return frappe.get_doc(
		{
			"doctype": RESPONSE,
			"survey": survey,
			"version": version,
			"source": source.value,
			"state": ResponseState.DRAFT.value,
			"draft_key": key,
			"answered_on": today(),
			**values,
		}
	).insert(ignore_permissions=True)  # the customer answers, who has no role; the address was checked


def answers(response: Document) -> dict[str, Any]:
	"""Return what a response holds, by question."""
	return from_rows([row.as_dict() for row in response.answers])


def save(response: Document, asked: Definition, given: Answers, *, language: str) -> None:
	"""Keep the answers given so far; a response that was handed in is left as it is."""
	if response.state != ResponseState.DRAFT.value:
		return
	response.set("answers", to_rows(asked, given))
	response.language = language
	response.save(ignore_permissions=True)  # the customer answers, who has no role; the address was checked


def hand_in(response: Document, asked: Definition, given: Answers, *, language: str) -> None:
	"""Keep the final answers, those to questions that are shown, and set going what follows from them.

	Of an anonymous survey the response keeps the day alone, and no key that leads to it.
	"""
	final = kept(asked, given)
	moment = now_datetime()
	response.set("answers", to_rows(asked, final))
	response.update(
		{
			"state": ResponseState.COMPLETE.value,
			"language": language,
			"answered_on": moment.date(),
			"submitted_at": None if asked.anonymous else moment,
			"summary": summary(asked, final),
		}
	)
	if asked.anonymous and response.source == ResponseSource.INVITATION.value:
		response.draft_key = None
	response.save(ignore_permissions=True)  # the customer answers, who has no role; the address was checked
	if asked.anonymous:
		_blur(response)
	enqueue_once(FOLLOW_UP, FOLLOW_UP, minutes=60)


def record(
	survey_version: tuple[str, str],
	given: Answers,
	*,
	source: ResponseSource,
	customer: str | None = None,
	about: tuple[str, str] | None = None,
	handler: str | None = None,
	channel: str | None = None,
	language: str = "zh",
) -> str:
	"""Write a response that is complete at once, such as a service rating; returns its name.

	`survey_version` are the names of the survey and its version, `about` the DocType and name of what was rated. Answers
	the version does not ask for are dropped.
	"""
	survey, version = survey_version
	asked = definition(version)
	response = begin(
		None,
		survey=survey,
		version=version,
		source=source,
		customer=None if asked.anonymous else customer,
		reference_doctype=about[0] if about else None,
		reference_name=about[1] if about else None,
		handler=handler,
		channel=channel,
	)
	hand_in(response, asked, given, language=language)
	return str(response.name)


def summary(asked: Definition, given: Answers) -> str:
	"""Return the answer that says most, for lists: a score, else the first choice."""
	for kind in _TELLING:
		for question in asked.questions():
			answer = given.get(question.key)
			if question.kind is kind and answer and answer.number is not None:
				return f"{int(answer.number)} / {question.high}"
	for question in asked.questions():
		answer = given.get(question.key)
		if answer and answer.choices and answer.choices[0] != OWN:
			return answer.choices[0]
	return ""


def _blur(response: Document) -> None:
	"""Take the clock out of an anonymous response: by it, it could be laid beside the invitation or a log."""
	day = f"{response.answered_on} 00:00:00"
	frappe.db.set_value(RESPONSE, response.name, {"creation": day, "modified": day}, update_modified=False)
	answer = frappe.qb.DocType(ANSWER)
	(
		frappe.qb.update(answer)
		.set(answer.creation, day)
		.set(answer.modified, day)
		.where((answer.parenttype == RESPONSE) & (answer.parent == response.name))
	).run()
