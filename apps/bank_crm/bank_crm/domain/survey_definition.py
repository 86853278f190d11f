"""What a survey asks: questions, their choices, branches and pages (SUR-01).

A definition is read from the rows of the builder, as they stand in the draft and in every published version; both
are read here and nowhere else, so what a preview shows is what customers are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .survey_enums import AnswerFormat, Comparison, QuestionType

#: Longest text anybody may answer, whatever the builder says (characters).
MOST_LENGTH = 4_000
USUAL_LENGTH = 2_000
#: Longest text of one choice: it is stored as the answer (characters).
CHOICE_LENGTH = 140
MOST_CHOICES = 50
MOST_QUESTIONS = 100
#: Points of the scales whose ends are not chosen.
FIXED_SCALES: dict[QuestionType, tuple[int, int]] = {
	QuestionType.NPS: (0, 10),
	QuestionType.CSAT: (1, 5),
	QuestionType.CES: (1, 7),
}
SCALES = frozenset({QuestionType.SCALE, *FIXED_SCALES})
CHOICES = frozenset({QuestionType.SINGLE, QuestionType.MULTIPLE})
MOST_POINTS = 11


@dataclass(frozen=True, slots=True)
class Words:
	"""One text in Chinese and, where there is one, in English."""

	zh: str = ""
	en: str = ""

	def __bool__(self) -> bool:
		return bool(self.zh or self.en)

	def in_(self, language: str) -> str:
		"""Return the text in a language; the other one where it is missing."""
		return (self.en or self.zh) if language == "en" else (self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Condition:
	"""`value` is a choice's Chinese text, a number, or a text."""

	question: str
	comparison: Comparison
	value: str = ""


@dataclass(frozen=True, slots=True)
class Question:
	"""One question; `options` and `rows` keep the order of the builder."""

	key: str
	kind: QuestionType
	words: Words
	hint: Words = Words()
	required: bool = False
	options: tuple[Words, ...] = ()
	rows: tuple[Words, ...] = ()
	own_answer: bool = False
	least_choices: int = 0
	most_choices: int = 0
	low: int = 0
	high: int = 0
	low_label: Words = Words()
	high_label: Words = Words()
	format: AnswerFormat | None = None
	least_length: int = 0
	most_length: int = USUAL_LENGTH
	earliest: date | None = None
	latest: date | None = None
	shown: Condition | None = None


@dataclass(frozen=True, slots=True)
class Section:
	"""Questions under one heading; `shown` counts for all of them."""

	words: Words = Words()
	hint: Words = Words()
	shown: Condition | None = None
	questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
	"""What is asked at once: no question of a page depends on another of the same page."""

	section: Section
	questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Definition:
	"""A whole survey."""

	title: Words
	intro: Words
	thanks: Words
	anonymous: bool
	english: bool
	sections: tuple[Section, ...]
	by_key: Mapping[str, Question] = field(default_factory=dict)

	def questions(self) -> Iterable[Question]:
		"""Yield every question in its order."""
		for section in self.sections:
			yield from section.questions

	def pages(self) -> tuple[Page, ...]:
		"""Cut the sections where a question depends on one before it on the same page.

		So a branch works without any script: what decides it has been answered on an earlier page.
		"""
		found: list[Page] = []
		for section in self.sections:
			current: list[Question] = []
			for question in section.questions:
				if question.shown and any(one.key == question.shown.question for one in current):
					found.append(Page(section, tuple(current)))
					current = []
				current.append(question)
			if current:
				found.append(Page(section, tuple(current)))
		return tuple(found)


#: A problem of the draft: row (from 0; None: the survey itself), field, code, what fills the sentence.
@dataclass(frozen=True, slots=True)
class Problem:
	"""Why a draft cannot be published."""

	row: int | None
	field: str
	code: str
	about: str = ""


#: The fields of the builder that a version keeps, of the survey and of each row.
HEAD_FIELDS = (
	"survey_title",
	"title_en",
	"intro",
	"intro_en",
	"thanks",
	"thanks_en",
	"anonymous",
	"with_english",
)
ROW_FIELDS = (
	"question_type",
	"question",
	"question_en",
	"help_text",
	"help_text_en",
	"required",
	"question_key",
	"options",
	"options_en",
	"allow_other",
	"least_choices",
	"most_choices",
	"matrix_rows",
	"matrix_rows_en",
	"scale_min",
	"scale_max",
	"low_label",
	"low_label_en",
	"high_label",
	"high_label_en",
	"answer_format",
	"least_length",
	"most_length",
	"earliest",
	"latest",
	"shown_if",
	"shown_operator",
	"shown_value",
)


def read(definition: Mapping[str, Any]) -> Definition:
	"""Read `{"head": …, "rows": […]}`; raises KeyError or ValueError for what never passed `problems`."""
	head, rows = definition["head"], definition["rows"]
	sections: list[Section] = []
	heading: Mapping[str, Any] | None = None
	current: list[Question] = []

	def close() -> None:
		if current or heading is not None:
			sections.append(_section(heading, current))
			current.clear()

	for row in rows:
		if row["question_type"] == QuestionType.SECTION.value:
			close()
			heading = row
		else:
			current.append(_question(row))
	close()
	every = [question for section in sections for question in section.questions]
	return Definition(
		title=_words(head, "survey_title", "title_en"),
		intro=_words(head, "intro"),
		thanks=_words(head, "thanks"),
		anonymous=bool(head.get("anonymous")),
		english=bool(head.get("with_english")),
		sections=tuple(sections),
		by_key={question.key: question for question in every},
	)


def lines(text: str | None) -> list[str]:
	"""Return the lines that hold something, without blanks around."""
	return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _section(heading: Mapping[str, Any] | None, questions: Sequence[Question]) -> Section:
	if heading is None:
		return Section(questions=tuple(questions))
	return Section(
		words=_words(heading, "question"),
		hint=_words(heading, "help_text"),
		shown=_condition(heading),
		questions=tuple(questions),
	)


def _question(row: Mapping[str, Any]) -> Question:
	kind = QuestionType(row["question_type"])
	low, high = FIXED_SCALES.get(kind, (_int(row, "scale_min"), _int(row, "scale_max")))
	with_options = kind in CHOICES or kind is QuestionType.MATRIX
	return Question(
		key=str(row["question_key"]),
		kind=kind,
		words=_words(row, "question"),
		hint=_words(row, "help_text"),
		required=bool(row.get("required")),
		options=_pairs(row, "options") if with_options else (),
		rows=_pairs(row, "matrix_rows") if kind is QuestionType.MATRIX else (),
		own_answer=bool(row.get("allow_other")) and kind in CHOICES,
		least_choices=_int(row, "least_choices"),
		most_choices=_int(row, "most_choices"),
		low=low,
		high=high,
		low_label=_words(row, "low_label"),
		high_label=_words(row, "high_label"),
		format=AnswerFormat(row["answer_format"]) if row.get("answer_format") else None,
		least_length=_int(row, "least_length"),
		most_length=min(_int(row, "most_length") or USUAL_LENGTH, MOST_LENGTH),
		earliest=_day(row.get("earliest")),
		latest=_day(row.get("latest")),
		shown=_condition(row),
	)


def _condition(row: Mapping[str, Any]) -> Condition | None:
	if not row.get("shown_if"):
		return None
	comparison = Comparison(row.get("shown_operator") or Comparison.ANSWERED.value)
	return Condition(str(row["shown_if"]), comparison, str(row.get("shown_value") or "").strip())


def _pairs(row: Mapping[str, Any], name: str) -> tuple[Words, ...]:
	chinese, english = lines(row.get(name)), lines(row.get(f"{name}_en"))
	english += [""] * (len(chinese) - len(english))
	return tuple(Words(zh, en) for zh, en in zip(chinese, english, strict=False))


def _words(row: Mapping[str, Any], name: str, english: str | None = None) -> Words:
	return Words(str(row.get(name) or "").strip(), str(row.get(english or f"{name}_en") or "").strip())


def _int(row: Mapping[str, Any], name: str) -> int:
	return int(row.get(name) or 0)


def _day(value: Any) -> date | None:
	if not value:
		return None
	return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
