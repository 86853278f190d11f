"""When occasions of care fall: a table of cases, dates of the Chinese calendar as printed in the almanac."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bank_crm.customer.care.lunar import ChineseCalendar
from bank_crm.domain import care_calendar as cal
from bank_crm.domain.care import Calendar, CycleUnit, Festival
from bank_crm.domain.care_calendar import LunarDay, Window

LUNAR = ChineseCalendar()


def d(text: str) -> date:
	return date.fromisoformat(text)


def only(day: str) -> Window:
	return Window(d(day), d(day))


@pytest.mark.parametrize(
	("today", "lead", "last_run", "first", "last"),
	[
		("2026-11-22", 0, None, "2026-11-22", "2026-11-22"),
		("2026-11-22", 7, None, "2026-11-22", "2026-11-29"),
		("2026-11-22", 7, "2026-11-21", "2026-11-22", "2026-11-29"),
		("2026-11-22", 7, "2026-11-18", "2026-11-19", "2026-11-29"),  # three nights missed
		("2026-11-22", 7, "2026-11-22", "2026-11-22", "2026-11-29"),  # run twice
		("2026-11-22", 7, "2026-12-01", "2026-11-22", "2026-11-29"),  # the clock was ahead
		("2026-11-22", 0, "2026-01-01", "2026-10-22", "2026-11-22"),  # off for months
		("2026-11-22", 999, None, "2026-11-22", "2027-05-21"),
	],
)
def test_CAR_01_window_catches_up_missed_nights(today, lead, last_run, first, last):
	window = cal.window(d(today), lead, d(last_run) if last_run else None)
	assert window == Window(d(first), d(last))


@pytest.mark.parametrize(
	("born", "day", "is_birthday"),
	[
		("1990-11-22", "2026-11-22", True),
		("1990-11-22", "2026-11-23", False),
		("2026-11-22", "2026-11-22", False),  # born today
		("2025-11-22", "2026-11-22", True),
		("1988-02-29", "2024-02-29", True),  # leap year
		("1988-02-29", "2024-02-28", False),
		("1988-02-29", "2026-02-28", True),  # no 29th this year
		("1988-02-29", "2026-03-01", False),
		("1990-02-28", "2026-02-28", True),
		("1990-02-28", "2024-02-28", True),
		("1990-12-31", "2026-12-31", True),
		("1990-01-01", "2027-01-01", True),
		("1901-06-01", "2026-06-01", True),
	],
)
def test_CAR_01_solar_birthdays(born, day, is_birthday):
	(occasion,) = cal.solar_anniversaries(only(day))
	assert (d(born) in occasion.sources) is is_birthday
	assert occasion.period == day[:4]


def test_CAR_01_every_birthday_is_once_a_year():
	"""Whoever was born on whichever day has exactly one birthday in any year."""
	for year in (2024, 2026):
		sources = [
			source
			for occasion in cal.solar_anniversaries(Window(date(year, 1, 1), date(year, 12, 31)), 1986)
			for source in occasion.sources
		]
		assert len(sources) == len(set(sources)) == (date(year, 1, 1) - date(1986, 1, 1)).days


@pytest.mark.parametrize(
	("born", "day"),
	[
		("1990-10-03", "2026-09-25"),  # 八月十五
		("1990-01-27", "2026-02-17"),  # 正月初一
		("1984-02-02", "2026-02-17"),  # 甲子年正月初一
		("1987-08-23", "2026-08-12"),  # 闰六月廿九 → 六月三十 would be another day
		("2006-09-22", "2026-09-11"),  # 闰七月三十 → 七月 has 29 or 30 days
	],
)
def test_CAR_01_lunar_birthdays(born, day):
	at = LUNAR.to_lunar(d(born))
	celebrated = LUNAR.to_solar(LunarDay(2026, at.month, at.day)) or LUNAR.to_solar(
		LunarDay(2026, at.month, 29)
	)
	(occasion,) = cal.lunar_anniversaries(Window(celebrated, celebrated), LUNAR)
	assert d(born) in occasion.sources
	assert occasion.period == "L2026"
	if not at.leap:
		assert celebrated == d(day)


@pytest.mark.parametrize(
	("lunar", "solar"),
	[
		(LunarDay(2026, 1, 1), "2026-02-17"),
		(LunarDay(2026, 8, 15), "2026-09-25"),
		(LunarDay(2025, 6, 1, leap=True), "2025-07-25"),
		(LunarDay(2023, 2, 1, leap=True), "2023-03-22"),
		(LunarDay(2033, 11, 1, leap=True), "2033-12-22"),
		(LunarDay(2026, 1, 1, leap=True), None),
		(LunarDay(2026, 1, 31), None),
	],
)
def test_CAR_02_chinese_calendar(lunar, solar):
	assert LUNAR.to_solar(lunar) == (d(solar) if solar else None)
	if solar:
		assert LUNAR.to_lunar(d(solar)) == lunar


def test_CAR_01_every_lunar_birthday_is_once_a_lunar_year():
	"""Leap months and short months neither double nor lose a birthday, in leap years and others."""
	for year in (2025, 2026):
		first, last = LUNAR.to_solar(LunarDay(year, 1, 1)), LUNAR.to_solar(LunarDay(year + 1, 1, 1))
		occasions = cal.lunar_anniversaries(Window(first, last - timedelta(days=1)), LUNAR, 1980)
		sources = [source for occasion in occasions for source in occasion.sources]
		assert {occasion.period for occasion in occasions} == {f"L{year}"}
		expected = (first - LUNAR.to_solar(LunarDay(1980, 1, 1))).days
		assert len(sources) == len(set(sources)) == expected


@pytest.mark.parametrize(
	("festival", "day", "period"),
	[
		(Festival.NEW_YEAR, "2027-01-01", "2027"),
		(Festival.SPRING, "2026-02-17", "L2026"),
		(Festival.SPRING, "2027-02-06", "L2027"),
		(Festival.LANTERN, "2026-03-03", "L2026"),
		(Festival.QINGMING, "2026-04-05", "2026"),
		(Festival.QINGMING, "2025-04-04", "2025"),
		(Festival.LABOUR, "2026-05-01", "2026"),
		(Festival.DRAGON_BOAT, "2026-06-19", "L2026"),
		(Festival.DRAGON_BOAT, "2025-05-31", "L2025"),
		(Festival.QIXI, "2026-08-19", "L2026"),
		(Festival.MID_AUTUMN, "2025-10-06", "L2025"),
		(Festival.MID_AUTUMN, "2026-09-25", "L2026"),
		(Festival.DOUBLE_NINTH, "2026-10-18", "L2026"),
		(Festival.NATIONAL, "2026-10-01", "2026"),
		(Festival.WINTER_SOLSTICE, "2026-12-22", "2026"),
		(Festival.LABA, "2027-01-15", "L2026"),  # of the lunar year that ends
		(Festival.LUNAR_NEW_YEARS_EVE, "2026-02-16", "L2025"),
		(Festival.LUNAR_NEW_YEARS_EVE, "2027-02-05", "L2026"),
	],
)
def test_CAR_02_festivals(festival, day, period):
	(found,) = cal.festivals(
		festival, Window(d(day) - timedelta(days=20), d(day) + timedelta(days=20)), LUNAR
	)
	assert (found.on, found.period) == (d(day), period)
	assert (
		cal.festivals(festival, Window(d(day) + timedelta(days=1), d(day) + timedelta(days=9)), LUNAR) == []
	)


@pytest.mark.parametrize(
	("kind", "month", "day", "year", "falls"),
	[
		(Calendar.SOLAR, 3, 8, 0, ["2026-03-08", "2027-03-08"]),
		(Calendar.SOLAR, 3, 8, 2027, ["2027-03-08"]),
		(Calendar.SOLAR, 2, 29, 0, ["2026-02-28", "2027-02-28"]),
		(Calendar.LUNAR, 1, 5, 0, ["2026-02-21", "2027-02-10"]),  # 迎财神
		(Calendar.LUNAR, 1, 5, 2026, ["2026-02-21"]),
		(Calendar.LUNAR, 12, 30, 0, ["2026-02-16", "2027-02-05"]),  # a twelfth month of 29 days in both
	],
)
def test_CAR_02_own_festivals(kind, month, day, year, falls):
	days = Window(d("2026-01-01"), d("2027-12-31"))
	found = cal.festivals(Festival.OWN_DATE, days, LUNAR, calendar=kind, month=month, day=day, only_year=year)
	assert [occasion.on for occasion in found][: len(falls)] == [d(day) for day in falls]
	assert year == 0 or len(found) == 1


@pytest.mark.parametrize(
	("today", "n", "unit", "lead", "times", "due", "period"),
	[
		("2026-11-22", 1, CycleUnit.QUARTER, 0, 1, "2026-12-31", "2026-Q4"),
		("2026-10-01", 1, CycleUnit.QUARTER, 0, 1, "2026-12-31", "2026-Q4"),
		("2026-09-30", 1, CycleUnit.QUARTER, 0, 1, "2026-09-30", "2026-Q3"),
		("2026-11-22", 1, CycleUnit.QUARTER, 30, 1, None, None),
		("2026-12-01", 1, CycleUnit.QUARTER, 30, 1, "2026-12-31", "2026-Q4"),
		("2026-11-22", 1, CycleUnit.YEAR, 0, 1, "2026-12-31", "2026"),
		("2026-11-22", 1, CycleUnit.MONTH, 0, 1, "2026-11-30", "2026-11"),
		("2024-02-10", 1, CycleUnit.MONTH, 0, 1, "2024-02-29", "2024-02"),
		("2026-11-22", 2, CycleUnit.QUARTER, 0, 1, "2026-12-31", "2026-Q3x2"),
		("2026-11-22", 1, CycleUnit.WEEK, 0, 1, "2026-11-22", "2026-W47"),
		("2027-01-02", 1, CycleUnit.WEEK, 0, 1, "2027-01-03", "2026-W53"),
		("2026-11-22", 1, CycleUnit.DAY, 0, 1, "2026-11-22", "2026-11-22"),
		("2026-01-01", 1, CycleUnit.YEAR, 0, 2, "2026-07-01", "2026/1"),
		("2026-07-02", 1, CycleUnit.YEAR, 0, 2, "2026-12-31", "2026/2"),
		("2026-12-31", 1, CycleUnit.MONTH, 0, 3, "2026-12-31", "2026-12/3"),
	],
)
def test_CAR_06_cycles(today, n, unit, lead, times, due, period):
	found = cal.cycle(d(today), n, unit, lead, times)
	assert (found and (found.on, found.period)) == (due and (d(due), period))


@pytest.mark.parametrize("unit", list(CycleUnit))
@pytest.mark.parametrize(("n", "times"), [(1, 1), (2, 1), (1, 3)])
def test_CAR_06_periods_follow_each_other_without_gap_or_overlap(unit, n, times):
	day, seen = d("2025-12-20"), {}
	while day < d("2028-03-05"):
		period = cal.cycle(day, n, unit, 0, times)
		assert period.sources[0] <= day <= period.on
		assert seen.setdefault(period.period, period) == period
		day += timedelta(days=1)
	ordered = sorted(seen.values(), key=lambda occasion: occasion.on)
	for before, after in pairwise(ordered):
		assert after.sources[0] == before.on + timedelta(days=1)


def test_CAR_06_missed_nights_make_every_period_once():
	found = cal.cycles(Window(d("2026-09-29"), d("2026-10-02")), 1, CycleUnit.QUARTER)
	assert [occasion.period for occasion in found] == ["2026-Q3", "2026-Q4"]
