"""What the answers to a survey say: shares, scores, trends, crossings, and the texts themselves (SUR-01, SUR-04).

All versions are read together: a question keeps its key, a choice is its text. Counted is what the reader may have
counted (`access.counted`); of an anonymous survey no group of fewer than five is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder import CustomFunction, Table
from frappe.query_builder.functions import Count, IfNull, Sum
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.domain import survey_scores as scores
from bank_crm.domain.survey_answers import OWN
from bank_crm.domain.survey_definition import SCALES, Question
from bank_crm.domain.survey_enums import QuestionType
from bank_crm.name_list import NameList
from bank_crm.service.surveys import access, store

ROUND = "Bank Survey Round"
_month = CustomFunction("DATE_FORMAT", ["day", "form"])
SCORES = {QuestionType.NPS: scores.nps, QuestionType.CSAT: scores.csat, QuestionType.CES: scores.ces}


@dataclass(frozen=True, slots=True)
class Cell:
	"""One answer and how often it was given; `row` of a matrix."""

	row: str
	choice: str
	number: float | None
	n: int


@dataclass(frozen=True, slots=True)
class Chosen:
	"""Which responses are looked at; empty means all."""

	from_date: str = ""
	to_date: str = ""
	round: str = ""

	def holds(self, response: Table) -> Criterion:
		"""Return the condition of the responses."""
		conditions = []
		if self.from_date:
			conditions.append(response.answered_on >= self.from_date)
		if self.to_date:
			conditions.append(response.answered_on <= self.to_date)
		if self.round:
			conditions.append(response.round == self.round)
		return Criterion.all(conditions)


def questions(survey: str) -> dict[str, Question]:
	"""Return every question any version asked, in the order and the words of the newest that has it."""
	versions = frappe.get_all(
		store.VERSION, filters={"survey": survey}, pluck="name", order_by="version_no desc", limit=0
	)
	found: dict[str, Question] = {}
	for version in versions:
		for question in store.definition(version).questions():
			found.setdefault(question.key, question)
	return found


def overview(survey: str, chosen: Chosen, user: str) -> dict[str, Any]:
	"""Return the figures of the whole survey and of each question."""
	anonymous = bool(frappe.db.get_value("Bank Survey", survey, "anonymous"))
	total = count(survey, chosen, user)
	hidden = scores.too_few(total, anonymous=anonymous)
	cells = {} if hidden else _cells(survey, chosen, user)
	answered = {} if hidden else _answered(survey, chosen, user)
	return {
		"responses": total,
		"hidden": hidden,
		"anonymous": anonymous,
		"smallest": scores.SMALLEST_GROUP,
		**_sending(survey, chosen),
		"questions": []
		if hidden
		else [
			_question(one, cells.get(one.key, []), answered.get(one.key, 0))
			for one in questions(survey).values()
		],
	}


def count(survey: str, chosen: Chosen, user: str) -> int:
	"""Return how many responses are looked at."""
	response, query = _responses(survey, chosen, user)
	return query.select(Count(response.name)).run()[0][0]


def trend(survey: str, key: str, chosen: Chosen, user: str) -> list[dict[str, Any]]:
	"""Return a scale's score month by month: month, n, value, mean, and the margin of an NPS."""
	question = questions(survey)[key]
	anonymous = bool(frappe.db.get_value("Bank Survey", survey, "anonymous"))
	response, query = _responses(survey, chosen, user)
	answer = frappe.qb.DocType(store.ANSWER)
	month = _month(response.answered_on, "%Y-%m")
	rows = (
		_with_answers(query, response, answer)
		.select(month.as_("month"), answer.number, Count("*"))
		.where((answer.question_key == key) & (answer.has_number == 1))
		.groupby(month, answer.number)
		.orderby(month)
	).run()
	months: dict[str, dict[int, int]] = defaultdict(dict)
	for name, number, n in rows:
		months[name][int(number)] = n
	points = []
	for name, counts in months.items():
		score = SCORES.get(question.kind, scores.mean)(counts)
		if scores.too_few(score.n, anonymous=anonymous):
			continue
		margin = scores.nps_margin(counts) if question.kind is QuestionType.NPS else None
		points.append(
			{"month": name, "n": score.n, "value": score.value, "mean": score.mean, "margin": margin}
		)
	return points


def texts(
	survey: str, chosen: Chosen, user: str, *, search: str, key: str, start: int, size: int
) -> list[dict]:
	"""Return what people wrote, the latest first; the customer only where the reader may open the response.

	`search` are words that must all be there.
	"""
	if frappe.db.get_value("Bank Survey", survey, "anonymous"):
		if scores.too_few(count(survey, chosen, user), anonymous=True):
			return []
	response, query = _responses(survey, chosen, user)
	answer = frappe.qb.DocType(store.ANSWER)
	query = (
		_with_answers(query, response, answer)
		.select(answer.text, answer.question_key, response.answered_on, response.name)
		.where(answer.text.isnotnull() & (answer.text != ""))
		.orderby(response.answered_on, order=frappe.qb.desc)
		.orderby(response.name, answer.idx)
		.limit(size)
		.offset(max(start, 0))
	)
	if key:
		query = query.where(answer.question_key == key)
	for word in search.split()[:8]:
		query = query.where(answer.text.like(f"%{_escape_like(word)}%"))
	rows = query.run(as_dict=True)
	names = _openable({row.name for row in rows}, user)
	return [
		{
			"text": row.text,
			"question": row.question_key,
			"on": row.answered_on,
			"response": row.name if row.name in names else None,
			"customer": names.get(row.name, (None, None))[0],
			"customer_name": names.get(row.name, (None, None))[1],
		}
		for row in rows
	]


def _responses(survey: str, chosen: Chosen, user: str) -> tuple[Table, QueryBuilder]:
	response = frappe.qb.DocType(store.RESPONSE)
	query = frappe.qb.from_(response).where(response.survey == survey)
	return response, query.where(access.counted(user, response)).where(chosen.holds(response))


def _with_answers(query: QueryBuilder, response: Table, answer: Table) -> QueryBuilder:
	return query.inner_join(answer).on(
		(answer.parent == response.name) & (answer.parenttype == store.RESPONSE)
	)


def _cells(survey: str, chosen: Chosen, user: str) -> dict[str, list[Cell]]:
	"""Question → how often each answer was given."""
	response, query = _responses(survey, chosen, user)
	answer = frappe.qb.DocType(store.ANSWER)
	rows = (
		_with_answers(query, response, answer)
		.select(answer.question_key, IfNull(answer.row_key, ""), IfNull(answer.choice, ""))
		.select(answer.has_number, answer.number, Count("*"))
		.groupby(answer.question_key, answer.row_key, answer.choice, answer.has_number, answer.number)
	).run()
	found: dict[str, list[Cell]] = defaultdict(list)
	for key, row, choice, has_number, value, n in rows:
		found[key].append(Cell(row, choice, value if has_number else None, n))
	return found


def _answered(survey: str, chosen: Chosen, user: str) -> dict[str, int]:
	"""Question → how many answered it."""
	response, query = _responses(survey, chosen, user)
	answer = frappe.qb.DocType(store.ANSWER)
	query = _with_answers(query, response, answer)
	return dict(
		query.select(answer.question_key, Count(response.name).distinct()).groupby(answer.question_key).run()
	)


def _question(question: Question, cells: list[Cell], n: int) -> dict[str, Any]:
	"""Return one question's figures, each choice in the order it was offered."""
	told: dict[str, Any] = {
		"key": question.key,
		"kind": question.kind.value,
		"label": question.words.zh,
		"n": n,
	}
	if question.kind in SCALES:
		counts = {int(cell.number): cell.n for cell in cells if cell.number is not None}
		score = SCORES.get(question.kind, scores.mean)(counts)
		told |= {
			"options": [
				{"label": str(point), "n": counts.get(point, 0)}
				for point in range(question.low, question.high + 1)
			],
			"score": score.value,
			"mean": score.mean,
			"margin": scores.nps_margin(counts) if question.kind is QuestionType.NPS else None,
		}
	elif question.kind is QuestionType.MATRIX:
		told["columns"] = [option.zh for option in question.options]
		told["rows"] = [
			{"label": row.zh, "cells": [_times(cells, row.zh, option.zh) for option in question.options]}
			for row in question.rows
		]
	elif question.options:
		labels = [option.zh for option in question.options]
		given = list(dict.fromkeys([*labels, *(cell.choice for cell in cells if cell.choice)]))
		told["options"] = [{"label": one, "own": one == OWN, "n": _times(cells, "", one)} for one in given]
	return told


def _times(cells: Iterable[Cell], row: str, choice: str) -> int:
	return sum(cell.n for cell in cells if cell.row == row and cell.choice == choice)


def _sending(survey: str, chosen: Chosen) -> dict[str, int]:
	"""How many were asked and answered in the rounds looked at."""
	round_ = frappe.qb.DocType(ROUND)
	query = (
		frappe.qb.from_(round_)
		.select(Sum(round_.invited), Sum(round_.sent), Sum(round_.answered))
		.where(round_.survey == survey)
	)
	if chosen.round:
		query = query.where(round_.name == chosen.round)
	invited, sent, answered = query.run()[0]
	return {"invited": int(invited or 0), "sent": int(sent or 0), "answered": int(answered or 0)}


def _openable(names: set[str], user: str) -> dict[str, tuple[str | None, str | None]]:
	"""Response → customer and name, of those the reader may open."""
	if not names:
		return {}
	response, customer = frappe.qb.DocType(store.RESPONSE), frappe.qb.DocType("Bank Customer")
	rows = (
		frappe.qb.from_(response)
		.left_join(customer)
		.on(customer.name == response.customer)
		.select(response.name, response.customer, customer.customer_name)
		.where(NameList(sorted(names)).holds(response.name))
		.where(access.criterion(user, response))
	).run()
	return {name: (customer_id, label) for name, customer_id, label in rows}


def _escape_like(word: str) -> str:
	return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
