"""How the method of a forecast is chosen (SAL-03)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain import volume_forecast as rules
from bank_crm.domain.errors import DomainError
from bank_crm.domain.volume_forecast import Point, Trial

volumes = st.lists(st.floats(0, 1e9), min_size=1, max_size=70)
errors = st.none() | st.floats(0, 1e9)


@given(volumes, st.integers(1, 24))
def test_SAL_03_seasonal_naive_repeats_the_last_year_within_widening_bounds(history, horizon):
	points = rules.seasonal_naive(12)(history, horizon)
	step = 12 if len(history) >= 12 else 1
	assert [point.value for point in points] == [
		history[len(history) - step + n % step] for n in range(horizon)
	]
	widths = [point.high - point.low for point in points]
	assert all(point.low <= point.value <= point.high for point in points)
	assert all(widths[n + step] >= widths[n] - 1e-3 for n in range(len(widths) - step))


@given(st.dictionaries(st.sampled_from("abc"), errors), st.floats(0, 1e9))
def test_SAL_03_what_is_chosen_is_never_worse_than_seasonal_naive(others, naive):
	trials = {name: Trial(error, None, None, 9) for name, error in others.items()}
	trials["naive"] = Trial(naive, None, None, 9)
	choice = rules.choose(trials, "naive")
	assert choice.trial.error <= naive
	assert 0 <= choice.skill <= 1
	if choice.trial.error == naive:
		assert choice.method == "naive", "a better-sounding method has to be better"


def test_SAL_03_a_back_test_never_sees_the_months_it_forecasts():
	seen = []

	def spy(history, horizon):
		seen.append((len(history), horizon))
		return [Point(history[-1], history[-1], history[-1])] * horizon

	history = [float(n) for n in range(30)]
	trial = rules.try_out(spy, history, 12)
	assert seen == [(n, min(3, 30 - n)) for n in range(24, 30)]
	assert trial.tests == sum(ahead for _origin, ahead in seen)
	assert trial.error == pytest.approx((4 * (1 + 2 + 3) + (1 + 2) + 1) / trial.tests)
	assert trial.within == 0


def test_SAL_03_a_method_that_fails_is_not_chosen_and_too_short_a_history_is_told():
	def fails(_history, _horizon):
		raise ValueError("no")

	def endless(_history, horizon):
		return [Point(float("nan"), 0, 0)] * horizon

	assert not rules.try_out(fails, [1.0] * 40, 12).worked
	assert not rules.try_out(endless, [1.0] * 40, 12).worked
	with pytest.raises(DomainError):
		rules.choose({"naive": rules.try_out(rules.seasonal_naive(12), [1.0], 12)}, "naive")


@given(st.lists(st.floats(1, 1e6), min_size=26, max_size=50), st.floats(0.01, 2))
def test_SAL_03_widened_bounds_hold_what_they_promise(history, narrow):
	def tight(known, horizon):
		return [Point(known[-1], known[-1] - narrow, known[-1] + narrow)] * horizon

	trial = rules.try_out(tight, history, 12)
	held = 0
	for origin in rules.fold_origins(len(history), 12):
		ahead = min(rules.TEST_HORIZON, len(history) - origin)
		points = rules.widened(tight(history[:origin], ahead), trial.stretch * (1 + 1e-9))
		held += sum(
			point.low <= came <= point.high
			for point, came in zip(points, history[origin : origin + ahead], strict=True)
		)
	assert held / trial.tests >= rules.COVERED or held == trial.tests


def test_SAL_03_months_without_volume_are_months():
	found = rules.complete({date(2025, 11, 1): 5, date(2026, 2, 1): 7}, date(2025, 11, 1), date(2026, 2, 1))
	assert [value for _month, value in found] == [5, 0, 0, 7]
	assert rules.not_below_zero([Point(-1, -5, 2)]) == [Point(0, 0, 2)]
