"""Movement between tiers (SEG-01, SEG-03, SEG-06; requirements 1.11)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bank_crm.domain.customer_enums import AmountBasis, TierReason, TierSource
from bank_crm.domain.enums import ActivityLevel, RiskPreference
from bank_crm.domain.tiering import (
	Average,
	Check,
	Condition,
	Standing,
	Stay,
	TierRule,
	check,
	decide,
	every,
	month_ends,
)

LADDER = (
	TierRule("Mass", 1),
	TierRule("Potential", 2, Decimal(500_000)),
	TierRule("Wealth", 3, Decimal(1_000_000)),
	TierRule("Private", 4, Decimal(6_000_000), months_below=6),
)
TODAY = date(2026, 3, 15)


def owning(amount: int | str | None, **values: object) -> Standing:
	average = None if amount is None else Average(Decimal(amount), 1)
	return Standing(averages={1: average}, **values)


@pytest.mark.parametrize(
	("amount", "tier"),
	[
		(0, "Mass"),
		("499999.99", "Mass"),
		(500_000, "Potential"),
		(1_000_000, "Wealth"),
		("5999999.99", "Wealth"),
		(6_000_000, "Private"),
	],
)
def test_SEG_01_first_tier_is_the_highest_reached(amount, tier):
	decision = decide(owning(amount), LADDER, TODAY)
	assert (decision.tier, decision.reason, decision.is_change) == (tier, TierReason.INITIAL, True)


def test_SEG_01_rules_may_come_in_any_order():
	assert decide(owning(1_000_000), LADDER[::-1], TODAY).tier == "Wealth"


def test_SEG_01_reached_is_given_at_once_and_ends_the_watch():
	watched = owning(6_000_000, tier="Potential", watch_since=date(2026, 1, 1), months_below=2)
	decision = decide(watched, LADDER, TODAY)
	assert (decision.tier, decision.reason) == ("Private", TierReason.REACHED)
	assert (decision.watch_since, decision.months_below) == (None, 0)


def test_SEG_01_below_is_watched_and_goes_down_after_three_month_ends():
	standing = owning(600_000, tier="Wealth")
	first = decide(standing, LADDER, TODAY)
	assert (first.tier, first.reason, first.watch_since) == ("Wealth", Stay.WATCHED, TODAY)
	assert not first.is_change
	standing = replace(standing, watch_since=first.watch_since)
	for day, months in ((date(2026, 3, 31), 0), (date(2026, 4, 1), 1), (date(2026, 5, 31), 2)):
		decision = decide(standing, LADDER, day)
		assert (decision.reason, decision.months_below) == (Stay.WATCHED, months)
	down = decide(standing, LADDER, date(2026, 6, 1))
	assert (down.tier, down.reason, down.watch_since) == ("Potential", TierReason.BELOW_TOO_LONG, None)


def test_SEG_01_private_customers_have_six_month_ends():
	standing = owning(0, tier="Private", watch_since=TODAY)
	assert decide(standing, LADDER, date(2026, 8, 31)).tier == "Private"
	assert decide(standing, LADDER, date(2026, 9, 1)).tier == "Mass"


def test_SEG_01_missed_nights_count_the_same():
	"""The months follow from the day the watch began, not from how often somebody looked."""
	assert month_ends(date(2025, 12, 31), date(2026, 1, 1)) == 1
	assert month_ends(date(2025, 11, 1), date(2026, 2, 28)) == 3


@pytest.mark.parametrize("tier", ["Mass", "Wealth", "Private"])
def test_SEG_01_unknown_is_not_zero(tier):
	standing = owning(None, tier=tier, watch_since=date(2020, 1, 1), months_below=1)
	decision = decide(standing, LADDER, TODAY)
	assert decision.tier == tier
	assert not decision.is_change
	if tier != "Mass":
		assert (decision.reason, decision.watch_since, decision.months_below) == (
			Stay.UNKNOWN,
			date(2020, 1, 1),
			1,
		)


def test_SEG_01_a_tier_that_asks_for_nothing_takes_the_unknown():
	assert decide(owning(None), LADDER, TODAY).tier == "Mass"
	assert decide(owning(None), LADDER[1:], TODAY).reason == Stay.UNKNOWN


def test_SEG_01_the_lowest_tier_is_never_lost():
	decision = decide(owning(5, tier="Potential"), LADDER[1:], TODAY)
	assert (decision.tier, decision.reason) == ("Potential", Stay.HOLDS)


def test_SEG_03_override_in_force_stays_whatever_the_assets():
	for until in (None, TODAY):
		standing = owning(9_000_000, tier="Mass", source=TierSource.MANUAL, locked_until=until)
		decision = decide(standing, LADDER, TODAY)
		assert (decision.tier, decision.reason, decision.source) == (
			"Mass",
			Stay.OVERRIDDEN,
			TierSource.MANUAL,
		)
		assert decision.locked_until == until


@pytest.mark.parametrize(
	("amount", "tier"), [(9_000_000, "Private"), (1_200_000, "Wealth"), (3, "Mass"), (None, "Wealth")]
)
def test_SEG_03_ended_override_gives_way_at_once(amount, tier):
	standing = owning(amount, tier="Wealth", source=TierSource.MANUAL, locked_until=date(2026, 3, 14))
	decision = decide(standing, LADDER, TODAY)
	assert (decision.tier, decision.reason, decision.source) == (
		tier,
		TierReason.OVERRIDE_ENDED,
		TierSource.RULE,
	)


def test_SEG_06_every_further_condition_must_hold_and_is_explained():
	rule = TierRule(
		"Lively",
		2,
		Decimal(100),
		AmountBasis.CURRENT_BALANCE,
		min_products=2,
		min_activity=ActivityLevel.MEDIUM,
		min_transactions=3,
		transaction_days=30,
		min_risk=RiskPreference.BALANCED,
	)
	standing = Standing(
		balance=Decimal(100),
		products=2,
		activity=ActivityLevel.HIGH,
		transactions={30: 3},
		risk=RiskPreference.AGGRESSIVE,
	)
	assert check(standing, rule) == tuple(Check(condition, True) for condition in Condition)
	for change, missed in (
		({"balance": Decimal("99.99")}, Condition.ASSETS),
		({"products": 1}, Condition.PRODUCTS),
		({"activity": ActivityLevel.LOW}, Condition.ACTIVITY),
		({"transactions": {30: 2}}, Condition.TRANSACTIONS),
		({"risk": RiskPreference.STEADY}, Condition.RISK),
	):
		found = check(replace(standing, **change), rule)
		assert [one.condition for one in found if one.met is False] == [missed]
		assert every(found) is False


def test_SEG_06_missed_beats_unknown_beats_met():
	met, missed, unknown = (Check(Condition.ASSETS, value) for value in (True, False, None))
	assert every(()) is True
	assert every((met, unknown)) is None
	assert every((met, unknown, missed)) is False


def test_SEG_06_averages_over_months_are_compared_without_rounding():
	third = Average(Decimal("2999999.99"), 3)
	assert not third.reaches(Decimal(1_000_000))
	assert Average(Decimal(3_000_000), 3).reaches(Decimal(1_000_000))
