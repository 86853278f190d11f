"""Cross-tabs: the answers to one question by another one, or by what the customers are (SUR-04)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Table
from frappe.query_builder.functions import Count, IfNull
from pypika.queries import QueryBuilder
from pypika.terms import Case, Term

from bank_crm.domain import survey_scores as scores
from bank_crm.domain.survey_definition import SCALES, Question
from bank_crm.domain.survey_enums import QuestionType
from bank_crm.service.surveys import access, results, store

#: What customers are, by field; only of surveys that know them.
ATTRIBUTES = ("tier", "gender", "branch", "activity_level")
#: What the response itself says.
OWN = ("handler", "channel", "round")
MOST_COLUMNS = 30


def cross(survey: str, key: str, by: str, chosen: results.Chosen, user: str) -> dict[str, Any]:
	"""Return the answers to question `key` by `by`: another question's key, or one of ATTRIBUTES and OWN.

	Raises KeyError for a question there is none of, frappe.ValidationError for what cannot be crossed.
	"""
	questions = results.questions(survey)
	question = questions[key]
	anonymous = bool(frappe.db.get_value("Bank Survey", survey, "anonymous"))
	if anonymous and by in ATTRIBUTES:
		frappe.throw(_("Anonymous answers belong to no customer."))
	_check_kind(question)
	response, answer = frappe.qb.DocType(store.RESPONSE), frappe.qb.DocType(store.ANSWER)
	query = (
		frappe.qb.from_(response)
		.inner_join(answer)
		.on(
			(answer.parent == response.name)
			& (answer.parenttype == store.RESPONSE)
			& (answer.question_key == key)
		)
		.where((response.survey == survey) & access.counted(user, response))
		.where(chosen.holds(response))
	)
	query, column = _column(query, response, by, questions)
	value = _value(answer, question)
	rows = (
		query.select(value.as_("answer"), column.as_("by_value"), Count(response.name).distinct())
		.groupby(value, column)
		.orderby(column)
	).run()
	return _table(question, rows, anonymous=anonymous)


def _check_kind(question: Question) -> None:
	if question.kind in (QuestionType.TEXT, QuestionType.DATE, QuestionType.MATRIX):
		frappe.throw(_("Only choices and scales can be crossed."))


def _column(
	query: QueryBuilder, response: Table, by: str, questions: dict[str, Question]
) -> tuple[QueryBuilder, Term]:
	if by in questions:
		_check_kind(questions[by])
		other = frappe.qb.DocType(store.ANSWER).as_("other_answer")
		joined = query.inner_join(other).on(
			(other.parent == response.name)
			& (other.parenttype == store.RESPONSE)
			& (other.question_key == by)
		)
		return joined, _value(other, questions[by])
	if by in ATTRIBUTES:
		customer = frappe.qb.DocType("Bank Customer")
		return query.inner_join(customer).on(customer.name == response.customer), IfNull(customer[by], "")
	if by in OWN:
		return query, IfNull(response[by], "")
	frappe.throw(_("Choose what to compare with."))


def _value(answer: Table, question: Question) -> Term:
	if question.kind in SCALES:
		return answer.number
	return Case().when(answer.choice.isnull(), "").else_(answer.choice)


def _table(question: Question, rows: list[tuple[Any, Any, int]], *, anonymous: bool) -> dict[str, Any]:
	"""Rows are the answers, columns what they are crossed with; small groups of an anonymous survey are left out."""
	counts: dict[str, dict[str, int]] = defaultdict(dict)
	for answer, column, n in rows:
		counts[_text(column)][_text(answer)] = n
	labels = _labels(question, counts)
	columns = []
	for name in sorted(counts, key=_order)[:MOST_COLUMNS]:
		total = sum(counts[name].values())
		if scores.too_few(total, anonymous=anonymous):
			continue
		columns.append(
			{
				"label": name,
				"n": total,
				"score": _score(question, counts[name]),
				"cells": [counts[name].get(label, 0) for label in labels],
			}
		)
	return {
		"kind": question.kind.value,
		"rows": labels,
		"columns": columns,
		"left_out": len(counts) - len(columns),
	}


def _labels(question: Question, counts: dict[str, dict[str, int]]) -> list[str]:
	if question.kind in SCALES:
		return [str(point) for point in range(question.low, question.high + 1)]
	offered = [option.zh for option in question.options]
	given = {label for column in counts.values() for label in column}
	return [*offered, *sorted(given - set(offered))]


def _score(question: Question, counts: dict[str, int]) -> float | None:
	if question.kind not in SCALES:
		return None
	return results.SCORES.get(question.kind, scores.mean)(
		{int(label): n for label, n in counts.items()}
	).value


def _text(value: Any) -> str:
	return f"{value:g}" if isinstance(value, float) else str(value if value is not None else "")


def _order(label: str) -> tuple[float, str]:
	try:
		return float(label), ""
	except ValueError:
		return float("inf"), label
