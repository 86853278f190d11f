"""Answers: what a form may say, what is kept, what is shown; and what they amount to (SUR-01, SUR-04)."""

from datetime import date

import pytest

from bank_crm.domain import survey_scores as scores
from bank_crm.domain.survey_answers import (
	OWN,
	Fault,
	Given,
	from_rows,
	holds,
	kept,
	missing,
	read,
	shown,
	shown_pages,
	to_rows,
)
from bank_crm.domain.survey_definition import Condition
from bank_crm.domain.survey_definition import read as define
from bank_crm.domain.survey_enums import Comparison

HEAD = {"survey_title": "调查"}


def row(kind: str, key: str = "q1", **values):
	return {"question_type": kind, "question_key": key, "question": key, **values}


def survey(*rows):
	return define({"head": HEAD, "rows": rows})


def answer(kind: str, sent: dict[str, list[str]], **values):
	(question,) = survey(row(kind, **values)).questions()
	return read(question, lambda name: sent.get(name, []))


CHOICES = {"options": "甲\n乙\n丙"}


@pytest.mark.parametrize(
	("kind", "values", "sent", "given", "fault"),
	[
		("Single Choice", CHOICES, {"q-q1": ["1"]}, Given(choices=("乙",)), None),
		("Single Choice", CHOICES, {}, Given(), None),
		("Single Choice", CHOICES, {"q-q1": ["3"]}, Given(), "unknown-choice"),
		("Single Choice", CHOICES, {"q-q1": ["-1"]}, Given(), "unknown-choice"),
		("Single Choice", CHOICES, {"q-q1": ["甲"]}, Given(), "unknown-choice"),
		("Single Choice", CHOICES, {"q-q1": ["own"]}, Given(), "unknown-choice"),
		("Single Choice", CHOICES, {"q-q1": ["0", "1"]}, Given(), "one-choice"),
		("Single Choice", CHOICES, {"q-q1": ["²"]}, Given(), "unknown-choice"),
		(
			"Single Choice",
			{**CHOICES, "allow_other": 1},
			{"q-q1": ["own"], "q-q1-own": [" 丁 "]},
			Given(choices=(OWN,), text="丁"),
			None,
		),
		(
			"Single Choice",
			{**CHOICES, "allow_other": 1},
			{"q-q1": ["own"]},
			Given(choices=(OWN,)),
			"own-answer-missing",
		),
		("Multiple Choice", CHOICES, {"q-q1": ["0", "2", "0"]}, Given(choices=("甲", "丙")), None),
		(
			"Multiple Choice",
			{**CHOICES, "least_choices": 2},
			{"q-q1": ["0"]},
			Given(choices=("甲",)),
			"too-few-choices",
		),
		(
			"Multiple Choice",
			{**CHOICES, "most_choices": 1},
			{"q-q1": ["0", "1"]},
			Given(choices=("甲", "乙")),
			"too-many-choices",
		),
		("NPS", {}, {"q-q1": ["0"]}, Given(number=0.0), None),
		("NPS", {}, {"q-q1": ["10"]}, Given(number=10.0), None),
		("NPS", {}, {"q-q1": ["11"]}, Given(), "unknown-choice"),
		("NPS", {}, {"q-q1": ["9.5"]}, Given(), "unknown-choice"),
		("CSAT", {}, {"q-q1": ["0"]}, Given(), "unknown-choice"),
		("CES", {}, {"q-q1": ["7"]}, Given(number=7.0), None),
		(
			"Matrix",
			{**CHOICES, "matrix_rows": "一\n二"},
			{"q-q1-0": ["0"], "q-q1-1": ["2"]},
			Given(rows={"一": "甲", "二": "丙"}),
			None,
		),
		(
			"Matrix",
			{**CHOICES, "matrix_rows": "一\n二", "required": 1},
			{"q-q1-0": ["0"]},
			Given(rows={"一": "甲"}),
			"rows-missing",
		),
		("Matrix", {**CHOICES, "matrix_rows": "一"}, {"q-q1-0": ["9"]}, Given(), "unknown-choice"),
		("Date", {}, {"q-q1": ["2026-02-29"]}, Given(), "not-a-day"),
		("Date", {}, {"q-q1": ["2026/02/28"]}, Given(day=date(2026, 2, 28)), None),
		(
			"Date",
			{"earliest": "2026-03-01"},
			{"q-q1": ["2026-02-28"]},
			Given(day=date(2026, 2, 28)),
			"too-early",
		),
		(
			"Date",
			{"latest": "2026-02-01"},
			{"q-q1": ["2026-02-28"]},
			Given(day=date(2026, 2, 28)),
			"too-late",
		),
		("Text", {"most_length": 5}, {"q-q1": ["12345"]}, Given(text="12345"), None),
		("Text", {"most_length": 5}, {"q-q1": ["123456"]}, Given(text="12345"), "too-long"),
		("Text", {}, {"q-q1": ["字" * 10_000]}, Given(text="字" * 2_000), "too-long"),
		("Text", {"least_length": 3}, {"q-q1": ["ab"]}, Given(text="ab"), "too-short"),
		("Text", {}, {"q-q1": ["a\x00b\r\nc"]}, Given(text="ab\nc"), None),
		("Text", {"answer_format": "Number"}, {"q-q1": ["12.5"]}, Given(number=12.5, text="12.5"), None),
		("Text", {"answer_format": "Number"}, {"q-q1": ["nan"]}, Given(text="nan"), "not-a-number"),
		("Text", {"answer_format": "Number"}, {"q-q1": ["1e99"]}, Given(text="1e99"), "not-a-number"),
		("Text", {"answer_format": "Email"}, {"q-q1": ["a@b"]}, Given(text="a@b"), "not-email"),
		("Text", {"answer_format": "Email"}, {"q-q1": ["a@b.cn"]}, Given(text="a@b.cn"), None),
		(
			"Text",
			{"answer_format": "Mobile Number"},
			{"q-q1": ["1391234"]},
			Given(text="1391234"),
			"not-mobile",
		),
		("Text", {"answer_format": "Postcode"}, {"q-q1": ["210000"]}, Given(text="210000"), None),
	],
)
def test_SUR_01_a_form_is_not_believed(kind, values, sent, given, fault):
	found, refused = answer(kind, sent, **values)
	assert found == given
	assert (refused.code if isinstance(refused, Fault) else None) == fault


BRANCHED = survey(
	row("NPS", "q1", required=1),
	row("Text", "q2", required=1, shown_if="q1", shown_operator="At Most", shown_value="6"),
	row("Single Choice", "q3", options="是\n否", shown_if="q2"),
	row("Section", "", shown_if="q1", shown_operator="At Least", shown_value="9"),
	row("Text", "q4"),
)


@pytest.mark.parametrize(
	("answers", "keys"),
	[
		({}, ["q1"]),
		({"q1": Given(number=7)}, ["q1"]),
		({"q1": Given(number=0)}, ["q1", "q2"]),
		({"q1": Given(number=6), "q2": Given(text="慢")}, ["q1", "q2", "q3"]),
		({"q1": Given(number=9), "q2": Given(text="慢")}, ["q1", "q4"]),
	],
)
def test_SUR_01_answers_show_what_comes_next(answers, keys):
	assert [one.key for one in shown(BRANCHED, answers)] == keys


def test_SUR_01_answers_to_questions_that_are_not_shown_are_dropped():
	answers = {
		"q1": Given(number=9),
		"q2": Given(text="慢"),
		"q3": Given(choices=("是",)),
		"q4": Given(text="好"),
	}
	assert list(kept(BRANCHED, answers)) == ["q1", "q4"]


def test_SUR_01_only_shown_questions_are_missing():
	assert [one.key for one in missing(BRANCHED, {})] == ["q1"]
	assert [one.key for one in missing(BRANCHED, {"q1": Given(number=3)})] == ["q2"]
	assert missing(BRANCHED, {"q1": Given(number=8)}) == []


def test_SUR_01_pages_without_a_question_are_skipped():
	assert [number for number, _page, _asked in shown_pages(BRANCHED, {"q1": Given(number=10)})] == [0, 3]


@pytest.mark.parametrize(
	("comparison", "value", "given", "expected"),
	[
		("Is", "甲", Given(choices=("甲", "乙")), True),
		("Is", "5", Given(number=5), True),
		("Is", "5.0", Given(number=5), True),
		("Is", "甲", Given(rows={"一": "甲"}), True),
		("Is", "2026-01-02", Given(day=date(2026, 1, 2)), True),
		("Is Not", "甲", Given(choices=("乙",)), True),
		("Is Not", "甲", Given(), False),
		("At Least", "9", Given(number=9), True),
		("At Least", "9", Given(number=8), False),
		("At Most", "6", Given(text="6"), True),
		("At Most", "6", Given(text="sechs"), False),
		("Is Answered", "", Given(text="x"), True),
		("Is Answered", "", Given(), False),
		("Is Answered", "", Given(number=0), True),
	],
)
def test_SUR_01_comparisons(comparison, value, given, expected):
	assert holds(Condition("q1", Comparison(comparison), value), {"q1": given}) is expected


def test_SUR_01_answers_come_back_from_the_store_as_they_were():
	definition = survey(
		row("Single Choice", "q1", **CHOICES, allow_other=1),
		row("Multiple Choice", "q2", **CHOICES),
		row("NPS", "q3"),
		row("Matrix", "q4", **CHOICES, matrix_rows="一\n二"),
		row("Text", "q5"),
		row("Date", "q6"),
		row("Text", "q7", answer_format="Number"),
	)
	answers = {
		"q1": Given(choices=(OWN,), text="丁"),
		"q2": Given(choices=("甲", "丙")),
		"q3": Given(number=0.0),
		"q4": Given(rows={"一": "甲", "二": "丙"}),
		"q5": Given(text="<script>alert(1)</script>"),
		"q6": Given(day=date(2026, 5, 1)),
		"q7": Given(number=2.5, text="2.5"),
	}
	assert from_rows(to_rows(definition, answers)) == answers


def test_SUR_04_scores_against_hand_computed_ones():
	assert scores.nps({10: 5, 9: 1, 8: 2, 6: 1, 0: 1}) == scores.Score(10, 40.0, 8.1)
	assert scores.csat({5: 9, 1: 1}) == scores.Score(10, 90.0, 4.6)
	assert scores.ces({7: 1, 5: 1, 4: 2}) == scores.Score(4, 50.0, 5.0)
	assert scores.mean({2: 1, 3: 2}) == scores.Score(3, 2.67, 2.67)
	assert scores.nps({}) == scores.csat({}) == scores.mean({}) == scores.Score(0, None, None)


def test_SUR_04_the_margin_of_an_nps():
	"""Half and half: variance 1, so 1.96 / sqrt(100) = 19.6 points."""
	assert scores.nps_margin({10: 50, 0: 50}) == 19.6
	assert scores.nps_margin({10: 100}) == 0 and scores.nps_margin({10: 1}) is None


def test_SUR_01_small_groups_of_anonymous_surveys_are_hidden():
	assert [scores.too_few(n, anonymous=True) for n in (0, 1, 4, 5)] == [False, True, True, False]
	assert not scores.too_few(1, anonymous=False)
