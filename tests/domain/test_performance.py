"""Points, scores and places (SAL-05, SAL-07)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bank_crm.domain import performance
from bank_crm.domain.errors import DomainError
from bank_crm.domain.performance import Counted, Scale
from bank_crm.domain.performance_enums import PerformancePeriod

figures = st.floats(-1e9, 1e9)
counted = st.builds(Counted, st.floats(0.1, 100), st.none() | st.floats(0, 200))


def test_SAL_05_a_figure_becomes_points_evenly_and_no_more_than_the_cap():
	more, less = Scale(0, 40, 120), Scale(4, 0)
	assert [performance.points(value, more) for value in (0, 10, 40, 44, 100, -5)] == [
		0,
		25,
		100,
		pytest.approx(110),
		120,
		0,
	]
	assert [performance.points(value, less) for value in (0, 1, 4, 9)] == [100, 75, 0, 0]
	assert performance.points(None, more) is None


@given(figures, figures, st.booleans())
def test_SAL_05_who_did_more_never_has_fewer_points(one, other, turned):
	scale = Scale(100, 20) if turned else Scale(20, 100, 150)
	low, high = sorted((one, other))
	first, second = performance.points(low, scale), performance.points(high, scale)
	assert (first >= second) if turned else (first <= second)
	assert 0 <= first <= scale.cap and 0 <= second <= scale.cap


@given(st.lists(counted, max_size=8))
def test_SAL_07_a_score_lies_between_its_points_and_ignores_what_was_not_counted(measures):
	got = performance.score(measures)
	known = [each.points for each in measures if each.points is not None]
	if not known:
		assert got is None
		return
	assert min(known) - 1e-6 <= got <= max(known) + 1e-6
	assert got == pytest.approx(performance.score([each for each in measures if each.points is not None]))


@given(st.dictionaries(st.integers(), st.none() | st.floats(0, 150), max_size=12))
def test_SAL_05_places_follow_the_scores(scores):
	places = performance.places(scores)
	assert set(places) == {who for who, value in scores.items() if value is not None}
	for who, place in places.items():
		better = [other for other in places if round(scores[other], 4) > round(scores[who], 4)]
		assert place == len(better) + 1


def test_SAL_05_schemes_nobody_could_use_are_refused():
	for weights in ([], [50, 49], [120, -20], [100, 0]):
		with pytest.raises(DomainError):
			performance.check_weights(weights)
	performance.check_weights([33.33, 33.33, 33.34])
	for values in ((5, 5), (0, 10, 90), (0, 10, 500)):
		with pytest.raises(DomainError):
			Scale(*values)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(PerformancePeriod))
def test_SAL_05_periods_follow_each_other_without_a_gap(day, period):
	first, last = performance.period_of(day, period)
	assert first <= day <= last
	assert performance.period_of(last + timedelta(days=1), period)[0] == last + timedelta(days=1)
