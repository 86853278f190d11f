"""The rules of targets (SAL-04, SAL-10)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from bank_crm.domain import targets
from bank_crm.domain.errors import DomainError
from bank_crm.domain.sales_enums import TargetPeriod

EVERY_CHANCE = pytest.mark.parametrize("chance", [Random(seed) for seed in range(60)], ids=range(60))


@EVERY_CHANCE
def test_SAL_04_parts_make_up_the_whole_to_the_cent(chance: Random):
	total = round(chance.uniform(0.01, 1e9), 2)
	weights = [
		chance.choice((0, 1, chance.random(), 1e6 * chance.random()))
		for _turn in range(chance.randint(1, 40))
	]
	weights[chance.randrange(len(weights))] = 1
	parts = targets.split(total, weights)
	assert targets.surplus(total, parts) == 0
	assert all(part >= 0 for part in parts)
	fair = [total * weight / sum(weights) for weight in weights]
	assert all(abs(part - exact) <= 0.02 for part, exact in zip(parts, fair, strict=True))
	whole = chance.randint(1, 500)
	parts = targets.split(whole, weights, whole=True)
	assert sum(parts) == whole and all(part == int(part) for part in parts)


@EVERY_CHANCE
def test_SAL_04_surplus_tells_the_difference_whatever_the_order(chance: Random):
	parts = [round(chance.uniform(0, 1e6), 2) for _turn in range(20)]
	total = round(sum(parts) + chance.choice((-0.01, 0, 0.01)), 2)
	shuffled = chance.sample(parts, len(parts))
	assert targets.surplus(total, parts) == targets.surplus(total, shuffled) == round(sum(parts) - total, 2)


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_SAL_04_nobody_to_give_to_is_refused(weights: list[float]):
	with pytest.raises(ValueError):
		targets.split(10, weights)


@pytest.mark.parametrize(
	("first", "period", "last"),
	[
		(date(2028, 2, 1), TargetPeriod.MONTH, date(2028, 2, 29)),
		(date(2026, 12, 1), TargetPeriod.MONTH, date(2026, 12, 31)),
		(date(2026, 10, 1), TargetPeriod.QUARTER, date(2026, 12, 31)),
		(date(2026, 1, 1), TargetPeriod.YEAR, date(2026, 12, 31)),
	],
)
def test_SAL_04_periods_end_where_they_end(first: date, period: TargetPeriod, last: date):
	assert targets.last_day(first, period) == last


@pytest.mark.parametrize(
	("first", "period"),
	[
		(date(2026, 1, 2), TargetPeriod.MONTH),
		(date(2026, 2, 1), TargetPeriod.QUARTER),
		(date(2026, 4, 1), TargetPeriod.YEAR),
	],
)
def test_SAL_04_a_period_begins_on_its_first_day(first: date, period: TargetPeriod):
	with pytest.raises(DomainError):
		targets.last_day(first, period)


@pytest.mark.parametrize(
	("first", "period", "today", "span"),
	[
		(date(2026, 10, 1), TargetPeriod.QUARTER, date(2026, 11, 23), (date(2026, 7, 1), date(2026, 9, 30))),
		# the quarter before next year's first one still runs
		(date(2027, 1, 1), TargetPeriod.QUARTER, date(2026, 11, 23), (date(2026, 7, 1), date(2026, 9, 30))),
		(date(2027, 1, 1), TargetPeriod.YEAR, date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
		(date(2027, 1, 1), TargetPeriod.YEAR, date(2027, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))),
		(date(2026, 3, 1), TargetPeriod.MONTH, date(2026, 11, 23), (date(2026, 2, 1), date(2026, 2, 28))),
	],
)
def test_SAL_10_last_is_the_latest_complete_period_before(
	first: date, period: TargetPeriod, today: date, span: tuple[date, date]
):
	assert targets.last_complete(first, period, today) == span


@pytest.mark.parametrize(
	("reached", "weights"),
	[([300, 0, 100], [300, 200, 100]), ([0, 0], [1, 1]), ([-5, 40], [40, 40]), ([], [])],
)
def test_SAL_10_who_has_reached_nothing_yet_weighs_what_the_others_do(
	reached: list[float], weights: list[float]
):
	assert targets.weights_of(reached) == weights


@EVERY_CHANCE
def test_SAL_10_progress_at_an_even_pace_is_on_track_and_projects_the_target(chance: Random):
	first = date(2026, 1, 1)
	last = first + timedelta(days=chance.randint(1, 365))
	day = first + timedelta(days=chance.randint(0, (last - first).days))
	goal = chance.uniform(1, 1e6)
	even = targets.progress(
		goal, goal * ((day - first).days + 1) / ((last - first).days + 1), first, last, day
	)
	assert (
		even.on_track
		and even.projected == pytest.approx(goal)
		and even.expected == pytest.approx(even.achieved)
	)
	assert not targets.progress(goal, even.achieved * 0.5, first, last, day).on_track
	before = targets.progress(goal, 0, first, last, first - timedelta(days=1))
	assert (before.expected, before.projected, before.on_track) == (0, None, True)
	after = targets.progress(goal, goal, first, last, last + timedelta(days=400))
	assert (after.elapsed, after.share) == (1, 1)


def test_SAL_04_a_target_behind_is_told_at_first_and_each_week():
	first, last = date(2026, 1, 1), date(2026, 12, 31)
	day = date(2026, 6, 1)
	behind = targets.progress(1000, 10, first, last, day)
	assert targets.is_to_be_told(behind, None, day)
	assert not targets.is_to_be_told(behind, day - timedelta(days=6), day)
	assert targets.is_to_be_told(behind, day - timedelta(days=7), day)
	assert not targets.is_to_be_told(targets.progress(1000, 900, first, last, day), None, day)
	early = date(2026, 1, 20)
	assert not targets.is_to_be_told(targets.progress(1000, 0, first, last, early), None, early)
