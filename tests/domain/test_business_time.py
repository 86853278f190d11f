"""Business hours: a table of cases, and random ones against a clock that is stepped minute by minute (SVC-14)."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bank_crm.domain.business_time import (
	ALWAYS,
	DAY_SECONDS,
	BusinessCalendar,
	BusinessTime,
	NoBusinessHoursError,
	Stretch,
	Week,
	around_the_clock,
	week_of,
)

HOUR, MINUTE = 3600, 60
BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
#: 09:00–12:00 and 13:30–17:30 from Monday to Friday: seven hours a day.
OFFICE = [
	row for day in range(5) for row in ((day, 9 * HOUR, 12 * HOUR), (day, 27 * HOUR // 2, 35 * HOUR // 2))
]
#: National Day 2026: closed from 1 to 7 October, made up for on Sunday 20 September and Saturday 10 October.
CLOSED = frozenset(date(2026, 10, day) for day in range(1, 8)) | {date(2027, 1, 1)}
WORKING = frozenset({date(2026, 9, 20), date(2026, 10, 10)})
CALENDAR = BusinessCalendar((week_of(OFFICE),), CLOSED, WORKING, zone=SHANGHAI)
#: From 12 October there is no lunch break any more, and Saturday morning is open.
NEW_HOURS = week_of(
	[*((day, 9 * HOUR, 17 * HOUR) for day in range(5)), (5, 9 * HOUR, 12 * HOUR)], date(2026, 10, 12)
)
CHANGED = BusinessCalendar((week_of(OFFICE), NEW_HOURS), CLOSED, WORKING, zone=SHANGHAI)


def at(text: str) -> datetime:
	return datetime.fromisoformat(text)


@pytest.mark.parametrize(
	("start", "hours", "due"),
	[
		# within a stretch, over lunch, and to its very end
		("2026-09-21 09:00", 1, "2026-09-21 10:00"),
		("2026-09-21 11:00", 2, "2026-09-21 14:30"),
		("2026-09-21 09:00", 3, "2026-09-21 12:00"),
		("2026-09-21 09:00", 7, "2026-09-21 17:30"),
		# what comes at night, at lunch or on a weekend begins with the next opening
		("2026-09-21 03:00", 1, "2026-09-21 10:00"),
		("2026-09-21 12:30", 1, "2026-09-21 14:30"),
		("2026-09-21 20:00", 1, "2026-09-22 10:00"),
		("2026-09-26 10:00", 1, "2026-09-28 10:00"),
		# over a night and over a weekend
		("2026-09-21 17:00", 1, "2026-09-22 09:30"),
		("2026-09-25 17:00", 1, "2026-09-28 09:30"),
		# a Sunday that is worked, and the Friday before it
		("2026-09-20 10:00", 1, "2026-09-20 11:00"),
		("2026-09-18 17:00", 1, "2026-09-20 09:30"),
		# into, inside and out of a week of holidays; a Saturday that is worked at the end of it
		("2026-09-30 17:00", 1, "2026-10-08 09:30"),
		("2026-10-03 12:00", 1, "2026-10-08 10:00"),
		("2026-10-09 17:00", 1, "2026-10-10 09:30"),
		("2026-10-10 17:00", 1, "2026-10-12 09:30"),
		# over New Year
		("2026-12-31 17:00", 1, "2027-01-04 09:30"),
		# nothing is due at once
		("2026-10-03 12:00", 0, "2026-10-03 12:00"),
	],
)
def test_SVC_14_hours_are_counted_while_the_bank_is_open(start: str, hours: int, due: str):
	time = BusinessTime(CALENDAR)
	assert time.add(at(start), hours * HOUR) == at(due)
	assert time.between(at(start), at(due)) == hours * HOUR


@pytest.mark.parametrize(
	("start", "hours", "due"),
	[
		("2026-10-10 17:00", 1, "2026-10-12 09:30"),
		("2026-10-12 11:00", 2, "2026-10-12 13:00"),
		("2026-10-16 16:30", 2, "2026-10-17 10:30"),
		("2026-10-10 13:30", 12, "2026-10-12 17:00"),
	],
)
def test_SVC_14_hours_changed_midway_count_from_their_day_on(start: str, hours: int, due: str):
	assert BusinessTime(CHANGED).add(at(start), hours * HOUR) == at(due)


def test_SVC_14_the_order_of_the_weeks_does_not_matter():
	other = BusinessCalendar(tuple(reversed(CHANGED.weeks)), CLOSED, WORKING, zone=SHANGHAI)
	start, end = at("2026-10-09 09:00"), at("2026-10-20 09:00")
	assert BusinessTime(other).between(start, end) == BusinessTime(CHANGED).between(start, end)


def test_SVC_14_a_day_of_its_own_hours_wins_over_everything():
	own = {date(2026, 10, 1): (Stretch(10 * HOUR, 11 * HOUR),), date(2026, 10, 10): ()}
	time = BusinessTime(BusinessCalendar((week_of(OFFICE),), CLOSED, WORKING, own))
	assert time.add(at("2026-09-30 17:30"), HOUR) == at("2026-10-01 11:00")
	assert time.add(at("2026-10-09 17:30"), HOUR) == at("2026-10-12 10:00")


@pytest.mark.parametrize(
	("zone", "day", "hours"),
	[
		(BERLIN, date(2026, 3, 29), 23),  # 02:00 becomes 03:00
		(BERLIN, date(2026, 10, 25), 25),  # 03:00 becomes 02:00
		(BERLIN, date(2026, 6, 1), 24),
		(SHANGHAI, date(1990, 4, 15), 23),  # China put its clocks forward from 1986 to 1991
		(SHANGHAI, date(2026, 3, 29), 24),
		(None, date(2026, 3, 29), 24),
	],
)
def test_SVC_14_a_day_is_as_long_as_it_is_lived_through(zone, day: date, hours: int):
	time = BusinessTime(around_the_clock(zone))
	midnight = datetime(day.year, day.month, day.day)
	assert time.between(midnight, midnight + timedelta(days=1)) == hours * HOUR
	assert time.add(midnight, hours * HOUR) == midnight + timedelta(days=1)


def test_SVC_14_opening_in_the_hour_that_spring_leaves_out_begins_after_it():
	night = BusinessCalendar((week_of([(6, 5 * HOUR // 2, 4 * HOUR)]),), zone=BERLIN)
	time = BusinessTime(night)
	assert time.add(at("2026-03-29 00:00"), HOUR) == at("2026-03-29 04:00")
	assert time.between(at("2026-03-29 00:00"), at("2026-03-30 00:00")) == HOUR
	assert time.between(at("2026-03-22 00:00"), at("2026-03-23 00:00")) == 90 * MINUTE


def test_SVC_14_midnight_is_no_gap():
	shift = BusinessCalendar((week_of([(0, 22 * HOUR, DAY_SECONDS), (1, 0, 6 * HOUR)]),))
	time = BusinessTime(shift)
	assert time.add(at("2026-09-21 23:00"), 3 * HOUR) == at("2026-09-22 02:00")
	assert time.between(at("2026-09-21 00:00"), at("2026-09-23 00:00")) == 8 * HOUR


def test_SVC_14_is_open_until_closing_time():
	time = BusinessTime(CALENDAR)
	told = {
		text: time.is_open(at(f"2026-09-21 {text}"))
		for text in ("08:59", "09:00", "11:59", "12:00", "13:30", "17:30")
	}
	assert told == {
		"08:59": False,
		"09:00": True,
		"11:59": True,
		"12:00": False,
		"13:30": True,
		"17:30": False,
	}


def test_SVC_14_backwards_is_no_time_and_earlier_years_are_laid_out_later():
	time = BusinessTime(CALENDAR)
	assert time.between(at("2026-09-22 09:00"), at("2026-09-21 09:00")) == 0
	assert time.between(at("2026-09-21 09:00"), at("2026-09-22 09:00")) == 7 * HOUR
	assert time.between(at("2012-03-05 09:00"), at("2012-03-06 09:00")) == 7 * HOUR
	assert time.between(at("2026-09-21 09:00"), at("2026-09-22 09:00")) == 7 * HOUR


def test_SVC_14_a_bank_that_never_opens_promises_nothing():
	with pytest.raises(NoBusinessHoursError):
		BusinessTime(BusinessCalendar((week_of([]),))).add(at("2026-09-21 09:00"), HOUR)
	ended = BusinessCalendar((week_of([], date(2020, 1, 1)), week_of(OFFICE)))
	with pytest.raises(NoBusinessHoursError):
		BusinessTime(ended).add(at("2026-09-21 09:00"), HOUR)


@pytest.mark.parametrize(
	"rows", [[(0, 9, 12), (0, 11, 13)], [(0, 12, 9)], [(0, 9, 9)], [(0, -1, 9)], [(0, 9, DAY_SECONDS + 1)]]
)
def test_SVC_14_hours_that_overlap_or_run_backwards_are_refused(rows):
	with pytest.raises(ValueError):
		week_of(
			[
				(day, opens * HOUR if opens < 24 else opens, closes * HOUR if closes < 25 else closes)
				for day, opens, closes in rows
			]
		)


STEP = 5 * MINUTE


def stepped(calendar: BusinessCalendar, start: datetime, end: datetime) -> int:
	"""The open seconds between two moments by looking at the clock on the wall every five minutes."""
	zone = calendar.zone or timezone.utc
	instant, last = int(start.replace(tzinfo=zone).timestamp()), int(end.replace(tzinfo=zone).timestamp())
	counted = 0
	while instant < last:
		wall = datetime.fromtimestamp(instant, zone)
		second = wall.hour * HOUR + wall.minute * MINUTE
		if any(stretch.opens <= second < stretch.closes for stretch in hours_of(calendar, wall.date())):
			counted += STEP
		instant += STEP
	return counted


def hours_of(calendar: BusinessCalendar, day: date) -> tuple[Stretch, ...]:
	"""When it is open, said again in other words than the code's."""
	if day in calendar.own:
		return calendar.own[day]
	if day in calendar.closed and day not in calendar.working:
		return ()
	begun = [week for week in calendar.weeks if (week.valid_from or date.min) <= day]
	if not begun:
		return ()
	latest = sorted(begun, key=lambda week: week.valid_from or date.min)[-1]
	return latest.days[calendar.make_up_as if day in calendar.working else day.weekday()]


def random_calendar(dice: random.Random, zone: ZoneInfo | None) -> BusinessCalendar:
	def week(valid_from: date | None) -> Week:
		rows = []
		for day in range(7):
			if dice.random() < 0.15:
				continue
			# marks outside the hours that the zone's change repeats or leaves out
			marks = sorted(
				dice.sample(
					[*range(0, 2 * HOUR, STEP), *range(3 * HOUR, DAY_SECONDS + 1, STEP)],
					2 * dice.randint(1, 3),
				)
			)
			rows += [(day, opens, closes) for opens, closes in zip(marks[::2], marks[1::2], strict=True)]
		return week_of(rows, valid_from)

	base = date(2026, 3, 1)
	near = [base + timedelta(days=day) for day in range(60)]
	return BusinessCalendar(
		(week(None), week(dice.choice(near))),
		frozenset(dice.sample(near, 8)),
		frozenset(dice.sample(near, 4)),
		{day: ALWAYS if dice.random() < 0.5 else () for day in dice.sample(near, 2)},
		dice.randrange(7),
		zone,
	)


@pytest.mark.parametrize("zone", [None, SHANGHAI, BERLIN], ids=str)
def test_SVC_14_random_cases_agree_with_a_clock_that_is_stepped(zone: ZoneInfo | None):
	dice = random.Random(f"hours {zone}")
	for case in range(60):
		calendar = random_calendar(dice, zone)
		time = BusinessTime(calendar)
		start = datetime(2026, 3, 10) + timedelta(seconds=STEP * dice.randrange(8_000))
		end = start + timedelta(seconds=STEP * dice.randrange(4_000))
		if zone is BERLIN and {start.hour, end.hour} & {2}:
			continue  # there is no such time on one of the days
		counted = stepped(calendar, start, end)
		assert time.between(start, end) == counted, (case, start, end)
		if counted:
			due = time.add(start, counted)
			assert due <= end
			assert stepped(calendar, start, due) == counted, (case, start, due)
			assert stepped(calendar, start, due - timedelta(seconds=STEP)) < counted, (case, start, due)
