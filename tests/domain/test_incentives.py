"""Incentives: tiers, shares, caps, taking back (SAL-05)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain import incentives
from bank_crm.domain.errors import DomainError
from bank_crm.domain.incentives import Terms, Tier

TIERS = (Tier(0, 0), Tier(1_000_000, 0.05), Tier(5_000_000, 0.1))
money = st.integers(0, 10**11).map(lambda cents: cents / 100)
rates = st.floats(0, 20).map(lambda rate: round(rate, 3))
tiers = st.lists(st.tuples(st.integers(1, 10**8), rates), unique_by=lambda row: row[0], max_size=5).map(
	lambda rows: tuple(Tier(start, rate) for start, rate in [(0, 0.01), *sorted(rows)])
)


def test_SAL_05_each_part_of_the_base_earns_by_its_own_tier():
	assert incentives.by_tiers(900_000, TIERS) == 0
	assert incentives.by_tiers(3_000_000, TIERS) == 1_000
	assert incentives.by_tiers(6_000_000, TIERS) == 2_000 + 1_000


@given(money, money, tiers)
def test_SAL_05_more_never_earns_less_and_no_step_jumps(one, other, steps):
	low, high = sorted((one, other))
	first, second = incentives.by_tiers(low, steps), incentives.by_tiers(high, steps)
	assert first <= second
	most = max(tier.rate for tier in steps)
	assert second - first <= (high - low) * most / 100 + 0.02


@given(money, st.lists(st.sampled_from("abcde"), max_size=6), st.integers(0, 100))
def test_SAL_05_shares_make_up_the_deal_to_the_cent(amount, helpers, share):
	parts = incentives.shares(amount, "seller", [*helpers, "seller", ""], share)
	assert round(sum(parts.values()), 2) == round(amount, 2)
	assert set(parts) <= {"seller", *helpers} and all(part >= 0 for part in parts.values())
	if share == 0 or not helpers:
		assert parts == {"seller": amount}


@given(money, st.none() | st.floats(0, 200), money, money, money, st.booleans())
def test_SAL_05_what_is_taken_back_is_never_lost_and_nothing_below_zero_is_paid(
	base, score, back, carried, cap, scaled
):
	result = incentives.settle(base, score, Terms(TIERS, 60, scaled, cap), back, carried)
	assert result.payable >= 0 and result.carried_out >= 0
	assert not (result.payable and result.carried_out), "what is owed is taken before anything is paid"
	owed = result.taken_back + result.carried_in
	assert round(result.earned - owed, 2) == round(result.payable - result.carried_out, 2)
	if cap:
		assert result.earned <= cap
	if (score or 0) < 60:
		assert result.earned == 0


@given(money, st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1e9), min_size=1, max_size=6))
def test_SAL_05_the_deals_make_up_what_was_earned(earned, credited):
	parts = incentives.by_deal(earned, credited)
	assert set(parts) == set(credited)
	if any(amount > 0 for amount in credited.values()):
		assert round(sum(parts.values()), 2) == round(earned, 2)
	assert all(part == 0 for deal, part in parts.items() if credited[deal] <= 0)


def test_SAL_05_terms_that_cannot_be_are_refused():
	for steps in ((), (Tier(5, 1),), (Tier(0, 1), Tier(0, 2)), (Tier(0, 50),)):
		with pytest.raises(DomainError):
			Terms(steps)
	with pytest.raises(DomainError):
		Terms(TIERS, cap=-1)
	with pytest.raises(ValueError, match="share"):
		incentives.shares(1, "a", ["b"], 101)
