"""The page customers answer on: plain HTML that needs no script, on any telephone (SUR-01, MOB-06).

What it shows is prepared here as values; the template only places them, and escapes every one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frappe

from bank_crm.customer.care.greetings import bank_name
from bank_crm.domain.survey_answers import OWN, Answers, Fault, Given, field_name, own_field, shown_pages
from bank_crm.domain.survey_definition import CHOICES, SCALES, Definition, Question
from bank_crm.domain.survey_enums import AnswerFormat, QuestionType
from bank_crm.plain_page import PlainPage
from bank_crm.service.surveys import sentences, words

PAGE = PlainPage(Path(__file__).parent, "page")
_INPUT_MODES = {
	AnswerFormat.NUMBER: "decimal",
	AnswerFormat.EMAIL: "email",
	AnswerFormat.MOBILE: "numeric",
	AnswerFormat.POSTCODE: "numeric",
}
#: Texts up to this length are written in one line.
_ONE_LINE = 60


def render(
	heading: str, *, sentence: str = "", language: str, page: Mapping[str, Any] | None = None, **more: Any
) -> str:
	"""Return the page's HTML; `page` is what `questions` prepared, None where nothing is asked."""
	values = {
		"title": heading,
		"heading": heading,
		"sentence": sentence,
		"language": "en" if language == "en" else "zh-CN",
		"bank": bank_name(),
		"words": words.of_page(),
		"page": page,
		**more,
	}
	return PAGE.html(values)


def questions(
	definition: Definition,
	answers: Answers,
	number: int,
	*,
	language: str,
	action: str,
	faults: Mapping[str, Fault],
	csrf_token: str = "",
) -> dict[str, Any] | None:
	"""Prepare one page for the template; `number` counts the survey's pages from 0, None if nothing is on it."""
	pages = shown_pages(definition, answers)
	place = next((index for index, (which, _page, _asked) in enumerate(pages) if which == number), None)
	if place is None:
		return None
	page, asked = pages[place][1:]
	texts = words.of_page()
	prepared = [_question(one, answers.get(one.key), faults.get(one.key), language) for one in asked]
	return {
		"index": number,
		"action": action,
		"csrf_token": csrf_token,
		"first": place == 0,
		"last": place == len(pages) - 1,
		"total": len(pages),
		"number": place + 1,
		"progress": texts["progress"].format(place + 1, len(pages)),
		"intro": definition.intro.in_(language) if place == 0 else "",
		"promise": texts["anonymous"] if definition.anonymous else texts["known"],
		"section": page.section.words.in_(language),
		"section_hint": page.section.hint.in_(language),
		"questions": prepared,
		"faults": [
			{"id": one["id"], "label": one["label"], "text": one["fault"]} for one in prepared if one["fault"]
		],
	}


def _question(question: Question, given: Given | None, fault: Fault | None, language: str) -> dict[str, Any]:
	given = given or Given()
	identity = f"question-{question.key}"
	hint = question.hint.in_(language) or _usual_hint(question)
	described = [f"{identity}-hint"] * bool(hint) + [f"{identity}-fault"] * bool(fault)
	return {
		"id": identity,
		"name": field_name(question),
		"label": question.words.in_(language),
		"hint": hint,
		"required": question.required,
		"fault": sentences.fault(fault) if fault else "",
		"describedby": " ".join(described),
		**_control(question, given, language),
	}


def _usual_hint(question: Question) -> str:
	return words.of_page()["choose_several"] if question.kind is QuestionType.MULTIPLE else ""


def _control(question: Question, given: Given, language: str) -> dict[str, Any]:
	"""What the answer is given with."""
	if question.kind is QuestionType.CSAT:
		return {"kind": "choices", "input": "radio", "options": _grades(given)}
	if question.kind in CHOICES:
		return {
			"kind": "choices",
			"input": "radio" if question.kind is QuestionType.SINGLE else "checkbox",
			"options": [
				{"value": index, "label": option.in_(language), "checked": option.zh in given.choices}
				for index, option in enumerate(question.options)
			],
			"own": {"name": own_field(question), "text": given.text, "checked": OWN in given.choices}
			if question.own_answer
			else None,
		}
	if question.kind in SCALES:
		return {
			"kind": "scale",
			"options": [
				{"value": point, "label": point, "checked": given.number == point}
				for point in range(question.low, question.high + 1)
			],
			"low": question.low_label.in_(language),
			"high": question.high_label.in_(language),
		}
	if question.kind is QuestionType.MATRIX:
		return {"kind": "matrix", "rows": _matrix(question, given, language)}
	if question.kind is QuestionType.DATE:
		return {
			"kind": "date",
			"value": given.day.isoformat() if given.day else "",
			"least": question.earliest.isoformat() if question.earliest else "",
			"most": question.latest.isoformat() if question.latest else "",
		}
	one_line = bool(question.format) or question.most_length <= _ONE_LINE
	return {
		"kind": "line" if one_line else "text",
		"value": given.text,
		"most": question.most_length,
		"inputmode": _INPUT_MODES.get(question.format, "text") if question.format else "text",
		"length": words.of_page()["characters"].format(f"{question.most_length:,}"),
	}


def _grades(given: Given) -> list[dict[str, Any]]:
	return [
		{"value": value, "label": label, "checked": given.number == value}
		for value, label in zip(range(5, 0, -1), words.of_grades(), strict=True)
	]


def _matrix(question: Question, given: Given, language: str) -> list[dict[str, Any]]:
	return [
		{
			"name": field_name(question, index),
			"label": row.in_(language),
			"options": [
				{
					"value": number,
					"label": option.in_(language),
					"checked": given.rows.get(row.zh) == option.zh,
				}
				for number, option in enumerate(question.options)
			],
		}
		for index, row in enumerate(question.rows)
	]


def site_language(asked: str | None, kept: str | None, definition: Definition) -> str:
	"""Return the language to show: as asked for, as before, as the browser says; Chinese where there is no English."""
	if not definition.english:
		return "zh"
	for wish in (asked, kept):
		if wish in ("zh", "en"):
			return wish
	accepted = frappe.request.accept_languages.best_match(["zh", "zh-CN", "en"], default="zh")
	return "en" if accepted == "en" else "zh"
