"""Scores of quality reviews, and which orders are drawn (SVC-12)."""

from __future__ import annotations

import random

import pytest

from bank_crm.domain.errors import DomainError
from bank_crm.domain.intake_enums import Verdict
from bank_crm.domain.quality import Answer, Result, draw, judge

MET, PARTLY, NOT_MET, NA = Verdict.MET, Verdict.PARTLY, Verdict.NOT_MET, Verdict.DOES_NOT_APPLY


@pytest.mark.parametrize(
	("answers", "result"),
	[
		([Answer("a", MET)], Result(100.0, True)),
		([Answer("a", NOT_MET)], Result(0.0, False)),
		([Answer("a", MET), Answer("b", PARTLY)], Result(75.0, False)),
		([Answer("a", MET, 4), Answer("b", NOT_MET, 1)], Result(80.0, True)),
		([Answer("a", MET), Answer("b", NA, 100)], Result(100.0, True)),
		([Answer("a", MET, 9), Answer("b", NOT_MET, 1, critical=True)], Result(90.0, False)),
		([Answer("a", MET, 9), Answer("b", PARTLY, 1, critical=True)], Result(95.0, True)),
		([Answer("a", MET, 9), Answer("b", NA, 1, critical=True)], Result(100.0, True)),
		([Answer("a", MET, 1), Answer("b", PARTLY, 1), Answer("c", NOT_MET, 1)], Result(50.0, False)),
		([Answer("a", MET, 2), Answer("b", NOT_MET, 1)], Result(66.67, False)),
		([Answer("a", MET, 0), Answer("b", MET, 1)], Result(100.0, True)),
	],
)
def test_SVC_12_verdicts_are_weighed(answers: list[Answer], result: Result):
	assert judge(answers, 80) == result


@pytest.mark.parametrize("answers", [[], [Answer("a", NA)], [Answer("a", MET, 0)]])
def test_SVC_12_nothing_that_applies_is_no_score(answers: list[Answer]):
	with pytest.raises(DomainError, match="nothing-applies"):
		judge(answers, 80)


def test_SVC_12_a_share_of_each_handler_is_drawn_and_one_at_least():
	orders = {"many": [f"WO-{n}" for n in range(200)], "few": ["WO-a", "WO-b"], "none": []}
	drawn = draw(orders, percent=5, least=1, seed="week 47")
	assert {handler: len(names) for handler, names in drawn.items()} == {"many": 10, "few": 1, "none": 0}
	assert set(drawn["many"]) <= set(orders["many"]) and len(set(drawn["many"])) == 10
	assert draw(orders, percent=0, least=0, seed="x") == {"many": [], "few": [], "none": []}
	assert len(draw(orders, percent=100, least=1, seed="x")["many"]) == 200


def test_SVC_12_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_others():
	names = [f"WO-{n:08d}" for n in range(500)]
	shuffled = random.Random(7).sample(names, len(names))
	first = draw({"h": names}, percent=4, least=1, seed="A")
	assert draw({"h": shuffled}, percent=4, least=1, seed="A") == first
	assert draw({"h": names}, percent=4, least=1, seed="B") != first


def test_SVC_12_every_order_has_the_same_chance():
	names = [f"WO-{n}" for n in range(20)]
	counts = dict.fromkeys(names, 0)
	for week in range(2_000):
		for name in draw({"h": names}, percent=10, least=1, seed=str(week))["h"]:
			counts[name] += 1
	# 2 of 20 in 2,000 weeks: 200 each; five standard deviations are 67
	assert all(133 < count < 267 for count in counts.values())
