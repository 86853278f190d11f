"""The clock of a promise: due, warned, paused, late (SVC-14); checked against counting five minutes at a time."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from bank_crm.domain.business_time import BusinessCalendar, BusinessTime, around_the_clock, week_of
from bank_crm.domain.service_clock import Pause, Promise, merge, read
from bank_crm.domain.service_enums import ClockState
from bank_crm.domain.service_level import Level, Order, Target, choose

HOUR, MINUTE = 3600, 60
OFFICE = [(day, 9 * HOUR, 17 * HOUR) for day in range(5)]
CALENDAR = BusinessCalendar((week_of(OFFICE),), frozenset({date(2026, 10, 1), date(2026, 10, 2)}))
TIME = BusinessTime(CALENDAR)
START = datetime(2026, 9, 21, 10)  # a Monday
FOUR_HOURS = Promise(4 * HOUR, 0.75)


def at(text: str) -> datetime:
	return datetime.fromisoformat(f"2026-{text}")


def paused(*pairs: tuple[str, str | None]) -> list[Pause]:
	return [Pause(at(since), at(until) if until else None) for since, until in pairs]


@pytest.mark.parametrize(
	("now", "state"),
	[
		("09-21 10:00", ClockState.RUNNING),
		("09-21 13:00", ClockState.RUNNING),  # the warning is due at this moment, and after it
		("09-21 13:01", ClockState.WARNED),
		("09-21 14:00", ClockState.WARNED),  # the last moment is in time
		("09-21 14:01", ClockState.BREACHED),
		("09-28 09:00", ClockState.BREACHED),
	],
)
def test_SVC_14_a_clock_runs_warns_and_is_late(now: str, state: ClockState):
	reading = read(FOUR_HOURS, TIME, START, at(now))
	assert (reading.state, reading.due, reading.warn) == (state, at("09-21 14:00"), at("09-21 13:00"))


@pytest.mark.parametrize(
	("stopped", "state", "taken"),
	[
		("09-21 12:00", ClockState.MET, 2 * HOUR),
		("09-21 14:00", ClockState.MET, 4 * HOUR),
		("09-21 14:05", ClockState.MISSED, 4 * HOUR + 5 * MINUTE),
		("09-21 22:00", ClockState.MISSED, 7 * HOUR),
	],
)
def test_SVC_14_what_is_done_by_the_due_moment_is_met_for_ever(stopped: str, state: ClockState, taken: int):
	reading = read(FOUR_HOURS, TIME, START, at("12-01 10:00"), stopped=at(stopped))
	assert (reading.state, reading.taken) == (state, taken)


def test_SVC_14_what_is_due_at_closing_time_is_late_at_night():
	"""No business time has passed between, but the promise was for that day."""
	promise = Promise(7 * HOUR)
	assert read(promise, TIME, START, at("09-21 17:00")).state is ClockState.RUNNING
	late = read(promise, TIME, START, at("09-21 23:00"), stopped=at("09-21 22:00"))
	assert (late.state, late.taken, late.due) == (ClockState.MISSED, 7 * HOUR, at("09-21 17:00"))


@pytest.mark.parametrize(
	("pauses", "due"),
	[
		([], "09-21 14:00"),
		([("09-21 11:00", "09-21 12:00")], "09-21 15:00"),
		# over midnight and over a weekend: only business time is given back
		([("09-21 13:00", "09-22 10:00")], "09-22 11:00"),
		([("09-21 16:00", "09-23 09:30")], "09-21 14:00"),  # it came too late
		([("09-21 11:30", "09-28 09:00")], "09-28 11:30"),
		# pauses beside the hours give nothing
		([("09-20 08:00", "09-21 09:30")], "09-21 14:00"),
		([("09-21 06:00", "09-21 09:00")], "09-21 14:00"),
		# one that had begun before the order, two that overlap, two that touch, one inside another
		([("09-20 08:00", "09-21 11:00")], "09-21 15:00"),
		([("09-21 11:00", "09-21 12:00"), ("09-21 11:30", "09-21 12:30")], "09-21 15:30"),
		([("09-21 11:00", "09-21 12:00"), ("09-21 12:00", "09-21 13:00")], "09-21 16:00"),
		([("09-21 11:00", "09-21 13:00"), ("09-21 11:30", "09-21 12:00")], "09-21 16:00"),
		# nothing at all, and backwards
		([("09-21 11:00", "09-21 11:00")], "09-21 14:00"),
		([("09-21 12:00", "09-21 11:00")], "09-21 14:00"),
		# over the holidays
		([("09-21 13:00", "10-01 12:00")], "10-05 10:00"),
	],
)
def test_SVC_14_a_pause_is_left_out_of_business_time(pauses: list[tuple[str, str]], due: str):
	assert read(FOUR_HOURS, TIME, START, at("09-21 10:00"), pauses=paused(*pauses)).due == at(due)


def test_SVC_14_while_a_pause_goes_on_nothing_is_due():
	gaps = paused(("09-21 11:00", None))
	reading = read(FOUR_HOURS, TIME, START, at("09-28 10:00"), pauses=gaps)
	assert (reading.state, reading.due, reading.taken, reading.is_live) == (
		ClockState.PAUSED,
		None,
		HOUR,
		False,
	)
	# the warning had passed before; the pause keeps that
	later = read(FOUR_HOURS, TIME, START, at("09-28 10:00"), pauses=paused(("09-21 13:30", None)))
	assert (later.state, later.warn, later.due) == (ClockState.PAUSED, at("09-21 13:00"), None)


def test_SVC_14_a_pause_mends_no_lateness():
	reading = read(FOUR_HOURS, TIME, START, at("09-23 10:00"), pauses=paused(("09-22 10:00", None)))
	assert (reading.state, reading.due) == (ClockState.BREACHED, at("09-21 14:00"))


def test_SVC_14_a_pause_that_begins_at_the_due_moment_comes_too_late():
	gaps = paused(("09-21 14:00", None))
	assert read(FOUR_HOURS, TIME, START, at("09-21 14:00"), pauses=gaps).state is ClockState.PAUSED
	assert read(FOUR_HOURS, TIME, START, at("09-21 14:01"), pauses=gaps).state is ClockState.BREACHED


def test_SVC_14_a_priority_changed_midway_counts_the_whole_time():
	gaps = paused(("09-21 11:00", "09-21 12:00"))
	low, high = Promise(16 * HOUR, 0.75), Promise(2 * HOUR, 0.75)
	assert read(low, TIME, START, at("09-21 14:00"), pauses=gaps).due == at("09-23 11:00")
	raised = read(high, TIME, START, at("09-21 14:00"), pauses=gaps)
	assert (raised.state, raised.due) == (ClockState.BREACHED, at("09-21 13:00"))
	lowered = read(low, TIME, START, at("09-21 14:00"), pauses=gaps)
	assert (lowered.state, lowered.taken) == (ClockState.RUNNING, 3 * HOUR)


def test_SVC_14_hours_changed_midway_move_what_is_due():
	longer = week_of([(day, 8 * HOUR, 20 * HOUR) for day in range(7)], date(2026, 9, 22))
	changed = BusinessTime(BusinessCalendar((week_of(OFFICE), longer)))
	promise = Promise(10 * HOUR)
	assert read(promise, TIME, START, START).due == at("09-22 12:00")
	assert read(promise, changed, START, START).due == at("09-22 11:00")
	gaps = paused(("09-21 16:00", "09-22 09:00"))  # an hour of the old day and one of the new
	assert read(promise, changed, START, START, pauses=gaps).due == at("09-22 13:00")


@pytest.mark.parametrize("warn_at", [0, 1, 1.5])
def test_SVC_14_a_share_outside_nothing_and_all_warns_never(warn_at: float):
	reading = read(Promise(4 * HOUR, warn_at), TIME, START, at("09-21 13:59"))
	assert (reading.state, reading.warn) == (ClockState.RUNNING, None)


def test_SVC_14_round_the_clock_over_midnight():
	time = BusinessTime(around_the_clock())
	reading = read(
		Promise(4 * HOUR),
		time,
		at("09-21 22:00"),
		at("09-21 23:00"),
		pauses=paused(("09-21 23:30", "09-22 00:30")),
	)
	assert reading.due == at("09-22 03:00")


def test_merged_pauses_are_apart_and_in_order():
	gaps = merge(
		paused(
			("09-22 10:00", "09-22 11:00"),
			("09-21 09:00", "09-21 12:00"),
			("09-22 10:30", None),
			("09-23 09:00", "09-23 10:00"),
		),
		START,
	)
	assert gaps == [Pause(START, at("09-21 12:00")), Pause(at("09-22 10:00"), None)]


STEP = 5 * MINUTE


def counted(
	promise: int, calendar: BusinessCalendar, start: datetime, pauses: list[Pause]
) -> datetime | None:
	"""The due moment by adding up five minutes at a time; None if a month is not enough."""
	now, done = start, 0
	for _ in range(9_000):
		if done >= promise:
			return now
		second = now.hour * HOUR + now.minute * MINUTE
		is_open = any(one.opens <= second < one.closes for one in calendar.stretches(now.date()))
		is_paused = any(one.since <= now and (one.until is None or now < one.until) for one in pauses)
		done += STEP if is_open and not is_paused else 0
		now += timedelta(seconds=STEP)
	return None


def test_SVC_14_random_cases_agree_with_counting():
	dice = random.Random("clock")
	for case in range(150):
		marks = sorted(dice.sample(range(0, 288), 4))
		rows = [(day, marks[0] * STEP, marks[1] * STEP) for day in range(7) if dice.random() < 0.8]
		rows += [(day, marks[2] * STEP, marks[3] * STEP) for day in range(7) if dice.random() < 0.5]
		later = [(day, 0, 86_400) for day in range(7) if dice.random() < 0.5]
		calendar = BusinessCalendar(
			(week_of(rows), week_of(later, date(2026, 9, 28))), frozenset({date(2026, 9, 24)})
		)
		start = START + timedelta(seconds=STEP * dice.randrange(500))
		pauses = []
		for _ in range(dice.randrange(4)):
			since = start + timedelta(seconds=STEP * dice.randrange(-50, 1_500))
			length = timedelta(seconds=STEP * dice.randrange(0, 600))
			pauses.append(Pause(since, None if dice.random() < 0.1 else since + length))
		promise = STEP * dice.randrange(1, 400)
		expected = counted(promise, calendar, start, pauses)
		if expected is None and not any(pause.until is None for pause in pauses):
			continue  # longer than was counted
		reading = read(Promise(promise), BusinessTime(calendar), start, start, pauses=pauses)
		assert reading.due == expected, (case, start, promise, pauses)


# which promise an order has

HIGH_ONLY = {"High": Target(HOUR, 4 * HOUR)}
EVERY = {name: Target(HOUR, 4 * HOUR) for name in ("High", "Medium", "Low")}
LEVELS = [
	Level("Standard", EVERY),
	Level("Complaints", EVERY, order_type="Complaint"),
	Level("Private", EVERY, tier="Private Banking"),
	Level("Private complaints", HIGH_ONLY, order_type="Complaint", tier="Private Banking"),
	Level("Disputes", EVERY, subtype="Fund Dispute"),
]


@pytest.mark.parametrize(
	("order", "level"),
	[
		(Order("Enquiry", priority="Low"), "Standard"),
		(Order("Complaint", priority="Low"), "Complaints"),
		(Order("Enquiry", tier="Private Banking", priority="Low"), "Private"),
		(Order("Complaint", tier="Private Banking", priority="High"), "Private complaints"),
		# this level has no target for the priority; the tier says more than the type
		(Order("Complaint", tier="Private Banking", priority="Low"), "Private"),
		(Order("Complaint", "Fund Dispute", "Private Banking", priority="Low"), "Disputes"),
		(Order("Complaint", "Fund Dispute", "Private Banking", priority="High"), "Private complaints"),
		(Order("Enquiry", priority=""), None),
	],
)
def test_SVC_14_the_level_that_says_most_about_an_order_counts(order: Order, level: str | None):
	for levels in (LEVELS, LEVELS[::-1]):
		chosen = choose(levels, order)
		assert (chosen.name if chosen else None) == level


def test_SVC_14_a_target_of_nothing_promises_nothing():
	level = Level("One", {"High": Target(0, HOUR)}, warn_at=0.5)
	assert level.promises("High") == (None, Promise(HOUR, 0.5))
	assert level.promises("Low") == (None, None)
	assert Promise(HOUR, 0.5).warn_seconds == HOUR // 2
