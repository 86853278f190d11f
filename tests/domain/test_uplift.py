"""Intervals and tests against published values; whose work a purchase was (MKT-13)."""

import random
from datetime import datetime, timedelta

import pytest

from bank_crm.domain.attribution import Touch, credited
from bank_crm.domain.campaign_enums import TouchRule
from bank_crm.domain.campaign_return import cost_of, returned
from bank_crm.domain.uplift import newcombe, two_proportions, uplift, wilson

DAY = datetime(2026, 11, 1)


@pytest.mark.parametrize(
	("counts", "expected"),
	[
		# Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10
		((56, 70, 48, 80), (0.0524, 0.3339)),
		((9, 10, 3, 10), (0.1705, 0.8090)),
		((6, 7, 2, 7), (0.0582, 0.8062)),
		((5, 56, 0, 29), (-0.0381, 0.1926)),
		((0, 10, 0, 20), (-0.1611, 0.2775)),
		((0, 10, 0, 10), (-0.2775, 0.2775)),
		((10, 10, 0, 20), (0.6791, 1.0)),
		((10, 10, 0, 10), (0.6075, 1.0)),
	],
)
def test_mkt_13_newcombe_as_published(counts, expected):
	assert newcombe(*counts) == pytest.approx(expected, abs=6e-5)


def test_mkt_13_wilson_and_z_as_published():
	# Newcombe 1998a, table I: 81 of 263
	assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=6e-5)
	# by hand: z = (0.19 − 0.204) ÷ √(0.2 × 0.8 × (1/200 + 1/500)) = −0.4183
	assert two_proportions(38, 200, 102, 500) == pytest.approx(0.6756, abs=5e-4)


def test_mkt_13_small_groups_are_never_called_significant():
	found = uplift(6, 7, 0, 7)
	assert found.p_value < 0.05 and not found.enough and not found.significant
	assert uplift(3, 10, 0, 0) is None
	with pytest.raises(ValueError, match="11 of 10"):
		uplift(11, 10, 0, 5)


def test_mkt_13_the_interval_holds_the_difference_and_turns_with_the_groups():
	drawn = random.Random(13)
	for _turn in range(400):
		first, second = (
			(drawn.randint(0, size), size) for size in (drawn.randint(1, 9), drawn.randint(1, 10**5))
		)
		found, turned = uplift(*first, *second), uplift(*second, *first)
		assert -1 <= found.low <= found.difference + 1e-12 and found.difference - 1e-12 <= found.high <= 1
		assert turned.low == pytest.approx(-found.high) and turned.p_value == pytest.approx(found.p_value)
		assert 0 <= found.p_value <= 1


def test_mkt_13_at_most_one_campaign_is_credited_whoever_asks():
	drawn = random.Random(10)
	for turn in range(600):
		touches = [
			Touch(drawn.choice("ABC"), DAY + timedelta(hours=drawn.randint(0, 1440)))
			for _one in range(drawn.randint(0, 8))
		]
		until, days = DAY + timedelta(hours=drawn.randint(0, 1440)), drawn.randint(1, 40)
		rule = TouchRule.FIRST if turn % 2 else TouchRule.LAST
		found = credited(touches, until, rule, days)
		assert found == credited(reversed(touches), until, rule, days)
		within = [one for one in touches if until - timedelta(days=days) <= one.at <= until]
		if found is None:
			assert rule is TouchRule.FIRST or not within
		elif rule is TouchRule.LAST:
			assert found.at == max(one.at for one in within)
		else:
			assert found in within
			assert found.at == min(one.at for one in touches if one.campaign == found.campaign)


def test_mkt_13_first_touch_counts_from_the_first_however_often_the_campaign_came_back():
	again = [Touch("A", DAY), Touch("A", DAY + timedelta(days=20))]
	until = DAY + timedelta(days=25)
	assert credited(again, until, TouchRule.FIRST, 10) is None
	assert credited(again, until, TouchRule.LAST, 10) == again[1]


def test_scenario_06_return_is_benefit_less_cost_over_cost():
	found = returned(cost_of([("Venue", 300), ("Messages", 999)], 100), 100_000, 1, 50, 8)
	assert (found.cost, found.benefit, found.ratio, found.roi) == (400, 1000, 2.5, 150)
	assert (found.per_participant, found.per_purchase) == (8, 50)
	assert cost_of([("Venue", 300), ("Messages", 50)], 0) == 350
	assert returned(0, 5, 1, 0, 0).ratio is None
