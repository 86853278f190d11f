"""Surveys: what a definition asks, how it is cut into pages, and what keeps a draft from being published (SUR-01)."""

import pytest

from bank_crm.domain.survey_checks import condition_problems, problems
from bank_crm.domain.survey_definition import Words, read
from bank_crm.domain.survey_enums import Comparison, QuestionType

HEAD = {"survey_title": "调查", "with_english": 0}


def row(kind: str, key: str = "", **values):
	return {"question_type": kind, "question_key": key, "question": f"问题{key}", **values}


def choice(key: str, **values):
	return row("Single Choice", key, options="甲\n乙\n丙", **values)


def define(*rows, **head):
	return read({"head": {**HEAD, **head}, "rows": rows})


def codes(*rows, **head):
	return [(one.row, one.field, one.code) for one in problems({**HEAD, **head}, rows)]


def test_SUR_01_sections_hold_their_questions_and_the_first_needs_none():
	definition = define(choice("q1"), row("Section", question="二"), choice("q2"), choice("q3"))
	assert [
		(str(section.words.zh), [one.key for one in section.questions]) for section in definition.sections
	] == [
		("", ["q1"]),
		("二", ["q2", "q3"]),
	]


def test_SUR_01_a_page_ends_where_a_question_depends_on_it():
	definition = define(choice("q1"), choice("q2"), choice("q3", shown_if="q1"), choice("q4", shown_if="q1"))
	assert [[one.key for one in page.questions] for page in definition.pages()] == [
		["q1", "q2"],
		["q3", "q4"],
	]


def test_SUR_01_a_chain_of_branches_has_a_page_for_each_step():
	definition = define(choice("q1"), choice("q2", shown_if="q1"), choice("q3", shown_if="q2"))
	assert [[one.key for one in page.questions] for page in definition.pages()] == [["q1"], ["q2"], ["q3"]]


@pytest.mark.parametrize(
	("kind", "ends"), [("NPS", (0, 10)), ("CSAT", (1, 5)), ("CES", (1, 7)), ("Scale", (2, 6))]
)
def test_SUR_01_scales_have_their_ends(kind, ends):
	(question,) = define(row(kind, "q1", scale_min=2, scale_max=6)).questions()
	assert (question.low, question.high) == ends


def test_SUR_01_texts_fall_back_to_the_other_language():
	words = Words("中", "")
	assert words.in_("en") == "中" and Words("中", "E").in_("en") == "E" and Words("", "E").in_("zh") == "E"


def test_SUR_01_no_text_is_longer_than_the_limit_whatever_the_builder_says():
	(question,) = define(row("Text", "q1", most_length=99_999)).questions()
	assert question.most_length == 4_000


@pytest.mark.parametrize(
	("rows", "found"),
	[
		([], [(None, "questions", "no-question")]),
		([row("Section")], [(None, "questions", "no-question")]),
		([row("Single Choice", "q1", options="甲")], [(0, "options", "too-few-choices")]),
		([row("Single Choice", "q1", options="甲", allow_other=1)], []),
		([row("Single Choice", "q1", options="甲\n甲")], [(0, "options", "choice-twice")]),
		([row("Single Choice", "q1", options="甲\n" + "长" * 141)], [(0, "options", "choice-too-long")]),
		(
			[row("Single Choice", "q1", options="\n".join(map(str, range(51))))],
			[(0, "options", "too-many-choices")],
		),
		([row("Matrix", "q1", options="甲\n乙")], [(0, "matrix_rows", "too-few-choices")]),
		([row("Scale", "q1", scale_min=1, scale_max=1)], [(0, "scale_max", "scale-size")]),
		([row("Scale", "q1", scale_min=0, scale_max=11)], [(0, "scale_max", "scale-size")]),
		([row("Scale", "q1", scale_min=0, scale_max=10)], []),
		([row("NPS", "q1", scale_max=5)], [(0, "scale_max", "scale-is-fixed")]),
		([row("Text", "q1", least_length=9, most_length=3)], [(0, "most_length", "less-than-least")]),
		([row("Text", "q1", most_length=9_000)], [(0, "most_length", "above-limit")]),
		([row("Date", "q1", earliest="2026-02-01", latest="2026-01-01")], [(0, "latest", "before-earliest")]),
		([choice("q1", shown_if="q1")], [(0, "shown_if", "question-not-before")]),
		([choice("q1", shown_if="q2"), choice("q2")], [(0, "shown_if", "question-not-before")]),
		([choice("q1"), choice("q2", shown_value="甲")], [(1, "shown_if", "condition-without-question")]),
		(
			[choice("q1"), choice("q2", shown_if="q1", shown_operator="Is", shown_value="丁")],
			[(1, "shown_value", "not-a-choice")],
		),
		(
			[choice("q1"), choice("q2", shown_if="q1", shown_operator="At Least", shown_value="1")],
			[(1, "shown_operator", "not-a-number-question")],
		),
		(
			[row("NPS", "q1"), choice("q2", shown_if="q1", shown_operator="At Most", shown_value="viel")],
			[(1, "shown_value", "not-a-number")],
		),
		(
			[
				row("NPS", "q1"),
				row("Section", shown_if="q1", shown_operator="At Most", shown_value="6"),
				choice("q2"),
			],
			[],
		),
		(
			[choice("q1"), choice("q2", shown_if="q1", shown_operator="Is")],
			[(1, "shown_value", "value-missing")],
		),
	],
)
def test_SUR_01_a_draft_that_cannot_be_asked_says_where(rows, found):
	assert codes(*rows) == found


def test_SUR_01_english_is_complete_or_refused():
	rows = [choice("q1", question_en="Q", options_en="A\nB\nC"), choice("q2", options_en="A")]
	assert codes(*rows, with_english=1, title_en="T") == [
		(1, "question_en", "english-missing"),
		(1, "options_en", "english-lines"),
	]
	assert (None, "title_en", "english-missing") in codes(rows[0], with_english=1)


def test_SUR_06_a_rule_is_checked_like_a_branch():
	known = {"q1": row("NPS", "q1")}
	rule = {"question_key": "q1", "operator": Comparison.AT_MOST.value, "value": "6"}
	assert condition_problems(rule, "question_key", known) == []
	assert condition_problems({**rule, "question_key": "q7"}, "question_key", known) == [
		("question_key", "question-not-before", "q7")
	]
	assert condition_problems({**rule, "value": "x"}, "question_key", known) == [
		("value", "not-a-number", "x")
	]


def test_every_type_of_question_can_be_defined():
	needs = {"options": "甲\n乙", "matrix_rows": "一\n二"}
	for kind in QuestionType:
		if kind is QuestionType.SECTION:
			continue
		scale = {"scale_min": 1, "scale_max": 5} if kind is QuestionType.SCALE else {}
		rows = [row(kind.value, "q1", **needs, **scale)]
		assert codes(*rows) == [] and next(iter(define(*rows).questions())).kind is kind
