"""Definitions of self-made reports and their periods (ANA-04, ANA-15)."""

from datetime import date, timedelta

import pytest

from bank_crm.domain import report_periods as periods
from bank_crm.domain.report_definition import DefinitionRefused, Offered, read
from bank_crm.domain.report_enums import IN_ORDER, Comparison, Grain, Preset
from bank_crm.domain.report_periods import Span

OFFERED = {
	"transaction": Offered(
		{"tier": False, "category": False, "channel": False, "city": False, "posted_at": True},
		frozenset({"amount", "customers", "count"}),
		True,
		{"manager": "not_permitted"},
	),
	"timeless": Offered({"tier": False}, frozenset({"count"}), False),
}
GOOD = {
	"version": 1,
	"entity": "transaction",
	"rows": [{"dimension": "tier"}, {"dimension": "posted_at", "grain": "quarter"}],
	"columns": [{"dimension": "category"}],
	"measures": ["amount", "customers"],
	"period": {"preset": "last_12_months"},
	"compare": "last_year",
	"top": {"count": 5, "by": "amount"},
	"sort": {"by": "customers", "descending": True},
	"chart": "Bar",
}


def problems(**changed: object) -> list[tuple[str, str]]:
	with pytest.raises(DefinitionRefused) as refused:
		read({**GOOD, **changed}, OFFERED)
	return [(problem.key, problem.code) for problem in refused.value.problems]


def test_ana_04_a_definition_is_read_with_everything_it_says() -> None:
	found = read(GOOD, OFFERED)
	assert [axis.dimension for axis in found.axes] == ["tier", "posted_at", "category"]
	assert found.rows[1].grain == Grain.QUARTER
	assert (found.top.count, found.sort.by, found.compare) == (5, "customers", Comparison.LAST_YEAR)
	assert found.span(date(2026, 11, 22)) == Span(date(2025, 12, 1), date(2026, 11, 22))


def test_ana_04_what_is_left_out_is_empty() -> None:
	found = read({"version": 1, "entity": "transaction", "measures": ["count"]}, OFFERED)
	assert (found.rows, found.columns, found.filters, found.top) == ((), (), None, None)
	assert found.span(date(2026, 1, 1)) is None


@pytest.mark.parametrize(
	("changed", "expected"),
	[
		({"version": 2}, ("version", "unknown_version")),
		({"entity": "tabUser"}, ("entity", "unknown_entity")),
		({"entity": ["transaction"]}, ("entity", "unknown_entity")),
		({"rows": [{"dimension": "password"}]}, ("rows", "unknown_dimension")),
		({"rows": [{"dimension": "manager"}]}, ("rows", "not_permitted")),
		({"rows": [{"dimension": {"a": 1}}]}, ("rows", "unknown_dimension")),
		({"rows": "tier"}, ("rows", "not_a_list")),
		({"rows": ["tier", "channel", "city", "posted_at"]}, ("rows", "too_many")),
		({"columns": ["channel", "city"]}, ("columns", "too_many")),
		({"columns": [{"dimension": "tier"}]}, ("columns", "repeated")),
		({"rows": [{"dimension": "tier", "grain": "month"}]}, ("rows", "no_grain")),
		({"rows": [{"dimension": "posted_at", "grain": "century"}]}, ("rows", "unknown_grain")),
		({"measures": []}, ("measures", "no_measure")),
		({"measures": ["1; drop table tabUser"]}, ("measures", "unknown_measure")),
		({"measures": ["amount", "amount", "customers"]}, ("measures", "repeated")),
		({"period": {"preset": "for ever"}}, ("period", "unknown_period")),
		({"period": {"preset": "custom", "from": "2026-02-30", "to": "2026-03-01"}}, ("period", "not_a_day")),
		(
			{"period": {"preset": "custom", "from": "0001-01-01", "to": "2026-03-01"}},
			("period", "absurd_day"),
		),
		(
			{"period": {"preset": "custom", "from": "2026-03-02", "to": "2026-03-01"}},
			("period", "reversed_period"),
		),
		({"period": {"preset": "all"}}, ("compare", "compare_without_period")),
		({"compare": "next"}, ("compare", "unknown_choice")),
		({"top": {"count": 0, "by": "amount"}}, ("top", "not_a_count")),
		({"top": {"count": True}}, ("top", "not_a_count")),
		({"top": {"count": 5, "by": "count"}}, ("top", "not_chosen")),
		({"sort": {"by": "city"}}, ("sort", "not_chosen")),
		({"chart": "Radar"}, ("chart", "unknown_choice")),
		({"chart": "Pie"}, ("chart", "pie_of_one_measure")),
		({"filters": [1]}, ("filters", "not_conditions")),
		({"sql": "select 1"}, ("sql", "unknown_key")),
	],
)
def test_ana_15_every_fault_is_named_at_its_key(changed: dict, expected: tuple[str, str]) -> None:
	assert expected in problems(**changed)


def test_ana_15_all_faults_at_once() -> None:
	assert len(problems(rows=["x"], measures=["y"], chart="z")) >= 3


def test_ana_15_no_definition_at_all() -> None:
	for raw in (None, [], "select 1", 5):
		with pytest.raises(DefinitionRefused):
			read(raw, OFFERED)
	timeless = {"version": 1, "entity": "timeless", "measures": ["count"], "period": {"preset": "today"}}
	with pytest.raises(DefinitionRefused):
		read(timeless, OFFERED)


@pytest.mark.parametrize(
	("preset", "first", "last", "before"),
	[
		(Preset.THIS_MONTH, "2026-11-01", "2026-11-22", ("2026-10-01", "2026-10-22")),
		(Preset.LAST_MONTH, "2026-10-01", "2026-10-31", ("2026-09-01", "2026-09-30")),
		(Preset.THIS_QUARTER, "2026-10-01", "2026-11-22", ("2026-07-01", "2026-08-22")),
		(Preset.LAST_QUARTER, "2026-07-01", "2026-09-30", ("2026-04-01", "2026-06-30")),
		(Preset.THIS_YEAR, "2026-01-01", "2026-11-22", ("2025-01-01", "2025-11-22")),
		(Preset.LAST_7_DAYS, "2026-11-16", "2026-11-22", ("2026-11-09", "2026-11-15")),
		(Preset.THIS_WEEK, "2026-11-16", "2026-11-22", ("2026-11-09", "2026-11-15")),
	],
)
def test_ana_15_periods_and_what_lies_before(
	preset: Preset, first: str, last: str, before: tuple[str, str]
) -> None:
	span = periods.span_of(preset, date(2026, 11, 22))
	assert span == Span(date.fromisoformat(first), date.fromisoformat(last))
	beside = periods.compared_with(span, Comparison.PREVIOUS, preset)
	assert beside == Span(*map(date.fromisoformat, before))


def test_ana_15_a_year_ago_keeps_whole_months_whole() -> None:
	february = Span(date(2023, 2, 1), date(2023, 2, 28))
	assert periods.compared_with(Span(date(2024, 2, 1), date(2024, 2, 29)), Comparison.LAST_YEAR) == february
	assert periods.compared_with(february, Comparison.PREVIOUS).last == date(2023, 1, 31)


def test_ana_15_buckets_move_with_their_period() -> None:
	day = date(2019, 12, 25)
	for grain in IN_ORDER:
		for step in range(400):
			one = day + timedelta(days=step * 3)
			bucket = periods.bucket_of(one, grain)
			begins = periods.first_day_of(bucket, grain)
			assert begins <= one
			assert periods.bucket_of(begins, grain) == bucket
			assert periods.moved(bucket, grain, day, day) == bucket
	assert periods.moved(202501, Grain.MONTH, date(2026, 1, 1), date(2025, 1, 1)) == 202601
	assert periods.buckets_between(Span(date(2025, 11, 30), date(2026, 2, 1)), Grain.MONTH) == [
		202511,
		202512,
		202601,
		202602,
	]
