"""Whether a draft can be asked at all (SUR-01): every problem at its row and field, before anybody is invited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .survey_answers import as_number
from .survey_definition import (
	CHOICE_LENGTH,
	CHOICES,
	FIXED_SCALES,
	MOST_CHOICES,
	MOST_LENGTH,
	MOST_POINTS,
	MOST_QUESTIONS,
	SCALES,
	Problem,
	lines,
)
from .survey_enums import Comparison, QuestionType

_ORDERED = frozenset({Comparison.AT_LEAST.value, Comparison.AT_MOST.value})


def problems(head: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> list[Problem]:
	"""Return everything that keeps a draft from being published, in the order of the builder."""
	found: list[Problem] = []
	asked = [row for row in rows if row["question_type"] != QuestionType.SECTION.value]
	if not asked:
		found.append(Problem(None, "questions", "no-question"))
	if len(asked) > MOST_QUESTIONS:
		found.append(Problem(None, "questions", "too-many-questions", str(MOST_QUESTIONS)))
	if head.get("with_english") and not (head.get("title_en") or "").strip():
		found.append(Problem(None, "title_en", "english-missing"))
	earlier: dict[str, Mapping[str, Any]] = {}
	for index, row in enumerate(rows):
		found += [Problem(index, *rest) for rest in _of_row(row, bool(head.get("with_english")))]
		found += [Problem(index, *rest) for rest in condition_problems(row, "shown_if", earlier)]
		if row["question_type"] != QuestionType.SECTION.value:
			earlier[str(row.get("question_key"))] = row
	return found


def condition_problems(
	row: Mapping[str, Any], name: str, known: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, str, str]]:
	"""Return what is wrong with a comparison with one of the `known` questions; (field, code, about).

	`name` is the field with the question's key: of a branch (`shown_if`) or of a rule (`question_key`).
	"""
	prefix = "shown_" if name == "shown_if" else ""
	operator, value = row.get(f"{prefix}operator") or "", str(row.get(f"{prefix}value") or "").strip()
	key = row.get(name)
	if not key:
		return [(name, "condition-without-question", "")] if operator or value else []
	question = known.get(str(key))
	if question is None:
		return [(name, "question-not-before", str(key))]
	if operator in ("", Comparison.ANSWERED.value):
		return []
	if not value:
		return [(f"{prefix}value", "value-missing", "")]
	kind = QuestionType(question["question_type"])
	numeric = kind in SCALES or (kind is QuestionType.TEXT and question.get("answer_format") == "Number")
	if operator in _ORDERED and not numeric:
		return [(f"{prefix}operator", "not-a-number-question", str(key))]
	if numeric and as_number(value) is None:
		return [(f"{prefix}value", "not-a-number", value)]
	if kind in CHOICES or kind is QuestionType.MATRIX:
		if value not in lines(question.get("options")):
			return [(f"{prefix}value", "not-a-choice", value)]
	return []


def _of_row(row: Mapping[str, Any], english: bool) -> list[tuple[str, str, str]]:
	kind = QuestionType(row["question_type"])
	found: list[tuple[str, str, str]] = []
	if english and not (row.get("question_en") or "").strip():
		found.append(("question_en", "english-missing", ""))
	if kind in CHOICES or kind is QuestionType.MATRIX:
		found += _choices(row, "options", english, 2 if not row.get("allow_other") else 1)
	if kind is QuestionType.MATRIX:
		found += _choices(row, "matrix_rows", english, 1)
	if kind is QuestionType.MULTIPLE:
		found += _bounds(row, "least_choices", "most_choices", len(lines(row.get("options"))) + 1)
	if kind is QuestionType.SCALE:
		low, high = int(row.get("scale_min") or 0), int(row.get("scale_max") or 0)
		if not low < high <= low + MOST_POINTS - 1:
			found.append(("scale_max", "scale-size", str(MOST_POINTS)))
	if kind is QuestionType.TEXT:
		found += _bounds(row, "least_length", "most_length", MOST_LENGTH)
	if kind is QuestionType.DATE and row.get("earliest") and row.get("latest"):
		if str(row["earliest"])[:10] > str(row["latest"])[:10]:
			found.append(("latest", "before-earliest", ""))
	if kind in FIXED_SCALES and (row.get("scale_min") or row.get("scale_max")):
		found.append(("scale_max", "scale-is-fixed", ""))
	return found


def _choices(row: Mapping[str, Any], name: str, english: bool, least: int) -> list[tuple[str, str, str]]:
	given, translated = lines(row.get(name)), lines(row.get(f"{name}_en"))
	if len(given) < least:
		return [(name, "too-few-choices", str(least))]
	if len(given) > MOST_CHOICES:
		return [(name, "too-many-choices", str(MOST_CHOICES))]
	if doubled := next((one for one in given if given.count(one) > 1), ""):
		return [(name, "choice-twice", doubled)]
	if long := next((one for one in given if len(one) > CHOICE_LENGTH), ""):
		return [(name, "choice-too-long", long[:30])]
	if english and len(translated) != len(given):
		return [(f"{name}_en", "english-lines", str(len(given)))]
	return []


def _bounds(row: Mapping[str, Any], least: str, most: str, limit: int) -> list[tuple[str, str, str]]:
	low, high = int(row.get(least) or 0), int(row.get(most) or 0)
	if high and low > high:
		return [(most, "less-than-least", "")]
	if max(low, high) > limit:
		return [(most if high > limit else least, "above-limit", str(limit))]
	return []
