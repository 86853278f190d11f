"""Business hours as one growing ruler: how much of it lies between two moments, and where some of it ends (SVC-14).

Moments are wall-clock times of the bank without a zone, as they are stored. Where the zone puts its clocks forward or
back, an hour of opening is still counted as it is lived through: 3,600 seconds are 3,600 seconds. A wall-clock time
that comes twice in autumn means the first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone, tzinfo
from itertools import pairwise
from typing import NamedTuple

from .errors import DomainError

DAY_SECONDS = 86_400
#: A calendar that is closed for so many years has no hours at all.
MOST_YEARS = 5
_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)


class NoBusinessHoursError(DomainError):
	"""A calendar that never opens again can't say when something is due."""


@dataclass(frozen=True, slots=True)
class Stretch:
	"""Open from `opens` until `closes`, in seconds since midnight by the clock on the wall; 86,400 is its end."""

	opens: int
	closes: int

	def __post_init__(self) -> None:
		if not 0 <= self.opens < self.closes <= DAY_SECONDS:
			raise ValueError(f"no stretch of a day: {self.opens} to {self.closes}")


Stretches = tuple[Stretch, ...]
ALWAYS: Stretches = (Stretch(0, DAY_SECONDS),)


@dataclass(frozen=True, slots=True)
class Week:
	"""The hours of Monday to Sunday from a day on; None: since ever."""

	days: tuple[Stretches, Stretches, Stretches, Stretches, Stretches, Stretches, Stretches]
	valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
	"""Weekly hours that may change, days unlike their weekday, and the zone's rules for its clocks.

	`working` are days that have the hours of the weekday `make_up_as` (0 is Monday) although it is another.
	"""

	weeks: tuple[Week, ...]
	closed: frozenset[date] = frozenset()
	working: frozenset[date] = frozenset()
	own: Mapping[date, Stretches] = field(default_factory=dict)
	make_up_as: int = 0
	zone: tzinfo | None = None

	def stretches(self, day: date) -> Stretches:
		"""Return when the bank is open on a day; own hours win over make-up workdays, these over holidays."""
		if day in self.own:
			return self.own[day]
		weekday = day.weekday()
		if day in self.working:
			weekday = self.make_up_as
		elif day in self.closed:
			return ()
		week = self._week(day)
		return week.days[weekday] if week else ()

	def _week(self, day: date) -> Week | None:
		found: Week | None = None
		for week in self.weeks:
			begun = week.valid_from is None or week.valid_from <= day
			if begun and (found is None or _start(week) >= _start(found)):
				found = week
		return found


def _start(week: Week) -> date:
	return week.valid_from or date.min


class _Ruler(NamedTuple):
	"""Open stretches of the years from `first` up to `last`, in seconds since 1970 in UTC."""

	first: int = 0
	last: int = 0
	starts: tuple[int, ...] = ()
	ends: tuple[int, ...] = ()
	sums: tuple[int, ...] = ()  # open seconds up to the end of each stretch

	def open_until(self, instant: int) -> int:
		at = bisect_right(self.starts, instant) - 1
		return self.sums[at] - max(0, self.ends[at] - instant) if at >= 0 else 0


class BusinessTime:
	"""The ruler of one calendar, laid out year by year as it is asked for; threads may share it."""

	def __init__(self, calendar: BusinessCalendar) -> None:
		self.calendar = calendar
		self._laid = _Ruler()

	def between(self, start: datetime, end: datetime) -> int:
		"""Return the open seconds from `start` to `end`; 0 if it ends before it starts."""
		if end <= start:
			return 0
		ruler = self._lay(start.year, end.year + 1)
		return max(0, ruler.open_until(self._instant(end)) - ruler.open_until(self._instant(start)))

	def add(self, start: datetime, seconds: int) -> datetime:
		"""Return the first moment at which that many open seconds have passed since `start`.

		What ends with the day ends at closing time, not at the next opening. Raises NoBusinessHoursError.
		"""
		if seconds <= 0:
			return start
		for years in range(1, MOST_YEARS + 2):
			ruler = self._lay(start.year, start.year + years)
			goal = ruler.open_until(self._instant(start)) + seconds
			at = bisect_left(ruler.sums, goal)
			if at < len(ruler.sums):
				return self._wall(ruler.ends[at] - (ruler.sums[at] - goal))
		raise NoBusinessHoursError("no_business_hours", years=MOST_YEARS)

	def is_open(self, moment: datetime) -> bool:
		"""Tell whether the bank is open; at closing time it is not."""
		ruler, instant = self._lay(moment.year, moment.year + 1), self._instant(moment)
		at = bisect_right(ruler.starts, instant) - 1
		return at >= 0 and instant < ruler.ends[at]

	def _lay(self, first: int, last: int) -> _Ruler:
		"""Return the ruler with the years from `first` up to `last` on it, and a day more on either side."""
		laid = self._laid
		if laid.first <= first and last <= laid.last:
			return laid
		first, last = min(first, laid.first or first), max(last, laid.last)
		starts, ends, sums = [], [], []
		total, day, final = 0, date(first, 1, 1) - _DAY, date(last, 1, 2)
		while day <= final:
			for stretch in self.calendar.stretches(day):
				start, end = self._instant_of(day, stretch.opens), self._instant_of(day, stretch.closes)
				if end > start:
					total += end - start
					starts.append(start)
					ends.append(end)
					sums.append(total)
			day += _DAY
		self._laid = _Ruler(first, last, tuple(starts), tuple(ends), tuple(sums))
		return self._laid

	def _instant_of(self, day: date, seconds: int) -> int:
		"""Return when the clock on the wall shows a time; one left out in spring counts as the moment of the change."""
		wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
		late = self._instant(wall)
		if self._wall(late) == wall:
			return late
		early = self._instant(wall.replace(fold=1))
		while late - early > 1:  # the change lies between the two readings of a time there isn't
			middle = (early + late) // 2
			early, late = (early, middle) if self._wall(middle) >= wall else (middle, late)
		return late

	def _instant(self, moment: datetime) -> int:
		if self.calendar.zone is None:
			return int((moment - _EPOCH) // timedelta(seconds=1))
		return int(moment.replace(tzinfo=self.calendar.zone).timestamp())

	def _wall(self, instant: int) -> datetime:
		if self.calendar.zone is None:
			return _EPOCH + timedelta(seconds=instant)
		return (
			datetime.fromtimestamp(instant, timezone.utc).astimezone(self.calendar.zone).replace(tzinfo=None)
		)


def week_of(rows: Sequence[tuple[int, int, int]], valid_from: date | None = None) -> Week:
	"""Make a week of rows (weekday with 0 for Monday, opens, closes); raises ValueError where two overlap."""
	days: list[list[Stretch]] = [[] for _ in range(7)]
	for weekday, opens, closes in rows:
		days[weekday].append(Stretch(opens, closes))
	for stretches in days:
		stretches.sort(key=lambda stretch: stretch.opens)
		for earlier, later in pairwise(stretches):
			if later.opens < earlier.closes:
				raise ValueError("two stretches of a day overlap")
	monday, tuesday, wednesday, thursday, friday, saturday, sunday = (tuple(day) for day in days)
	return Week((monday, tuesday, wednesday, thursday, friday, saturday, sunday), valid_from)


def around_the_clock(zone: tzinfo | None = None) -> BusinessCalendar:
	"""Return the calendar of a bank that never closes."""
	return BusinessCalendar((Week((ALWAYS,) * 7),), zone=zone)  # type: ignore[arg-type]
