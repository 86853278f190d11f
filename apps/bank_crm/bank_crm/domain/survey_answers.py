"""Answers: read from a form, checked, kept as rows, and what they show of the survey (SUR-01).

Nothing a browser sends is believed: choices are numbers of the version's own list, questions that are not shown have
no answer, and a text has a length.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .identity import is_mobile
from .survey_definition import (
	CHOICE_LENGTH,
	CHOICES,
	SCALES,
	Condition,
	Definition,
	Page,
	Question,
)
from .survey_enums import AnswerFormat, Comparison, QuestionType

#: Stands for the answer somebody writes beside the given choices; its words are in `text`.
OWN = "*"
#: What a form sends for it.
_OWN_NUMBER = "own"
_EMAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_POSTCODE = re.compile(r"\d{6}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Given:
	"""The answer to one question; which parts are used depends on its type."""

	choices: tuple[str, ...] = ()
	number: float | None = None
	text: str = ""
	day: date | None = None
	rows: Mapping[str, str] = field(default_factory=dict)

	def __bool__(self) -> bool:
		return bool(self.choices or self.text or self.rows) or self.number is not None or self.day is not None


Answers = Mapping[str, Given]
#: The values of one field of a form, as sent.
Form = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fault:
	"""Why an answer is not accepted: a code, and what fills its sentence."""

	code: str
	about: str = ""


def field_name(question: Question, row: int | None = None) -> str:
	"""Return the name of the question's field in the form; a matrix has one for each row."""
	return f"q-{question.key}" if row is None else f"q-{question.key}-{row}"


def own_field(question: Question) -> str:
	"""Return the name of the field for an own answer beside the choices."""
	return f"q-{question.key}-own"


def read(question: Question, form: Form) -> tuple[Given, Fault | None]:
	"""Read one answer from a form: what was given as far as it can be kept on the page, and why it is refused."""
	kind = question.kind
	if kind in CHOICES:
		return _read_choices(question, form)
	if kind in SCALES:
		return _read_scale(question, form)
	if kind is QuestionType.MATRIX:
		return _read_matrix(question, form)
	if kind is QuestionType.DATE:
		return _read_day(question, form)
	return _read_text(question, form)


def shown(definition: Definition, answers: Answers) -> list[Question]:
	"""Return the questions these answers show; one that is hidden counts as not answered for all after it."""
	seen: dict[str, Given] = {}
	found = []
	for section in definition.sections:
		open_ = section.shown is None or holds(section.shown, seen)
		for question in section.questions:
			if open_ and (question.shown is None or holds(question.shown, seen)):
				found.append(question)
				if given := answers.get(question.key):
					seen[question.key] = given
	return found


def kept(definition: Definition, answers: Answers) -> dict[str, Given]:
	"""Return the answers to questions that are shown; the others are dropped."""
	return {
		question.key: answers[question.key]
		for question in shown(definition, answers)
		if answers.get(question.key)
	}


def missing(definition: Definition, answers: Answers) -> list[Question]:
	"""Return the required questions that are shown and not answered."""
	return [
		one for one in shown(definition, answers) if one.required and not _complete(one, answers.get(one.key))
	]


def shown_pages(definition: Definition, answers: Answers) -> list[tuple[int, Page, list[Question]]]:
	"""Return the pages on which something is shown, with their number (from 0) and those questions."""
	visible = {question.key for question in shown(definition, answers)}
	pages = []
	for number, page in enumerate(definition.pages()):
		asked = [question for question in page.questions if question.key in visible]
		if asked:
			pages.append((number, page, asked))
	return pages


def holds(condition: Condition, answers: Answers) -> bool:
	"""Whether an answer fulfils a condition; no answer fulfils none."""
	given = answers.get(condition.question)
	comparison = condition.comparison
	if not given:
		return False
	if comparison is Comparison.ANSWERED:
		return True
	if comparison in (Comparison.IS, Comparison.IS_NOT):
		return _is(given, condition.value) == (comparison is Comparison.IS)
	wanted, number = as_number(condition.value), _number_of(given)
	if wanted is None or number is None:
		return False
	return number >= wanted if comparison is Comparison.AT_LEAST else number <= wanted


def to_rows(definition: Definition, answers: Answers) -> list[dict[str, Any]]:
	"""Return the answers as rows of the store, in the order of the survey."""
	rows: list[dict[str, Any]] = []
	for question in definition.questions():
		given = answers.get(question.key)
		if not given:
			continue
		base: dict[str, Any] = {"question_key": question.key}
		if given.rows:
			rows += [{**base, "row_key": row, "choice": choice} for row, choice in given.rows.items()]
		elif given.choices:
			rows += [
				{**base, "choice": choice, "text": given.text if choice == OWN else None}
				for choice in given.choices
			]
		elif given.number is not None:
			rows.append({**base, "number": given.number, "has_number": 1, "text": given.text or None})
		elif given.day is not None:
			rows.append({**base, "date_value": given.day})
		else:
			rows.append({**base, "text": given.text})
	return rows


def from_rows(rows: Iterable[Mapping[str, Any]]) -> dict[str, Given]:
	"""Return the answers kept in rows of the store."""
	found: dict[str, Given] = {}
	for row in rows:
		key, before = str(row["question_key"]), found.get(str(row["question_key"]), Given())
		choice, text = row.get("choice"), str(row.get("text") or "")
		if row.get("row_key"):
			found[key] = Given(rows={**before.rows, str(row["row_key"]): str(choice)})
		elif choice:
			found[key] = Given(choices=(*before.choices, str(choice)), text=text or before.text)
		elif row.get("has_number"):
			found[key] = Given(number=float(row["number"]), text=text)
		elif row.get("date_value"):
			day = row["date_value"]
			found[key] = Given(day=day if isinstance(day, date) else date.fromisoformat(str(day)[:10]))
		else:
			found[key] = Given(text=text)
	return found


def as_number(text: str) -> float | None:
	"""Return a finite number of at most 15 digits; None for anything else."""
	try:
		number = float(text)
	except ValueError:
		return None
	return number if math.isfinite(number) and abs(number) < 1e15 else None


def _is(given: Given, value: str) -> bool:
	if given.choices or given.rows:
		return value in given.choices or value in given.rows.values()
	if given.number is not None:
		return as_number(value) == given.number
	return value == (given.day.isoformat() if given.day else given.text)


def _number_of(given: Given) -> float | None:
	return given.number if given.number is not None else as_number(given.text)


def _complete(question: Question, given: Given | None) -> bool:
	if not given:
		return False
	return question.kind is not QuestionType.MATRIX or all(row.zh in given.rows for row in question.rows)


def _read_choices(question: Question, form: Form) -> tuple[Given, Fault | None]:
	sent = list(dict.fromkeys(form(field_name(question))))
	own_text = _clean(_one(form(own_field(question))))
	if question.kind is QuestionType.SINGLE and len(sent) > 1:
		return Given(), Fault("one-choice")
	chosen: list[str] = []
	for number in sent:
		if number == _OWN_NUMBER and question.own_answer:
			chosen.append(OWN)
		elif number.isascii() and number.isdigit() and int(number[:4]) < len(question.options):
			chosen.append(question.options[int(number[:4])].zh)
		else:
			return Given(), Fault("unknown-choice")
	given = Given(choices=tuple(chosen), text=own_text[:CHOICE_LENGTH] if OWN in chosen else "")
	if OWN in chosen and not own_text:
		return given, Fault("own-answer-missing")
	if len(own_text) > CHOICE_LENGTH:
		return given, Fault("too-long", str(CHOICE_LENGTH))
	if chosen and question.kind is QuestionType.MULTIPLE:
		if question.least_choices and len(chosen) < question.least_choices:
			return given, Fault("too-few-choices", str(question.least_choices))
		if question.most_choices and len(chosen) > question.most_choices:
			return given, Fault("too-many-choices", str(question.most_choices))
	return given, None


def _read_scale(question: Question, form: Form) -> tuple[Given, Fault | None]:
	sent = _one(form(field_name(question)))
	if not sent:
		return Given(), None
	if not re.fullmatch(r"-?[0-9]{1,4}", sent) or not question.low <= int(sent) <= question.high:
		return Given(), Fault("unknown-choice")
	return Given(number=float(sent)), None


def _read_matrix(question: Question, form: Form) -> tuple[Given, Fault | None]:
	rows: dict[str, str] = {}
	for index, row in enumerate(question.rows):
		sent = _one(form(field_name(question, index)))
		if not sent:
			continue
		if not (sent.isascii() and sent.isdigit() and int(sent[:4]) < len(question.options)):
			return Given(rows=rows), Fault("unknown-choice")
		rows[row.zh] = question.options[int(sent[:4])].zh
	if rows and question.required and len(rows) < len(question.rows):
		return Given(rows=rows), Fault("rows-missing")
	return Given(rows=rows), None


def _read_day(question: Question, form: Form) -> tuple[Given, Fault | None]:
	sent = _one(form(field_name(question))).strip()
	if not sent:
		return Given(), None
	try:
		day = date.fromisoformat(sent.replace("/", "-"))
	except ValueError:
		return Given(), Fault("not-a-day")
	if question.earliest and day < question.earliest:
		return Given(day=day), Fault("too-early", question.earliest.isoformat())
	if question.latest and day > question.latest:
		return Given(day=day), Fault("too-late", question.latest.isoformat())
	return Given(day=day), None


def _read_text(question: Question, form: Form) -> tuple[Given, Fault | None]:
	text = _clean(_one(form(field_name(question))))
	if not text:
		return Given(), None
	if len(text) > question.most_length:
		return Given(text=text[: question.most_length]), Fault("too-long", str(question.most_length))
	given = Given(text=text)
	if len(text) < question.least_length:
		return given, Fault("too-short", str(question.least_length))
	if question.format is AnswerFormat.NUMBER:
		number = as_number(text)
		return (given, Fault("not-a-number")) if number is None else (Given(number=number, text=text), None)
	fits = {
		AnswerFormat.EMAIL: lambda: bool(_EMAIL.fullmatch(text)),
		AnswerFormat.MOBILE: lambda: text.isdigit() and is_mobile(text),
		AnswerFormat.POSTCODE: lambda: bool(_POSTCODE.fullmatch(text)),
	}
	if question.format and not fits[question.format]():
		return given, Fault(f"not-{question.format.name.lower()}")
	return given, None


def _one(sent: Sequence[str]) -> str:
	return sent[0] if sent else ""


def _clean(text: str) -> str:
	return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()
