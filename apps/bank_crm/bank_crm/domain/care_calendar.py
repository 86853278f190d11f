"""When an occasion falls, and which period it belongs to, so that it is cared for once (CAR-01 to CAR-09).

Everything is answered for a window of days: a nightly run asks for the days from the last run to the
lead time ahead. The Chinese calendar comes from outside through `LunarCalendar`.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from .care import Calendar, CycleUnit, Festival

#: Nights further back are not caught up: a greeting a month late is none.
MOST_MISSED_DAYS = 31
#: Above this the same yearly date could fall twice into one window.
MOST_LEAD_DAYS = 180
#: Nobody in the file was born before; the Chinese calendar's tables begin here too.
FIRST_YEAR = 1901
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LunarDay:
	"""A day of the Chinese calendar; `leap` marks an intercalary month."""

	year: int
	month: int
	day: int
	leap: bool = False


class LunarCalendar(Protocol):
	"""The Chinese calendar."""

	def to_lunar(self, day: date) -> LunarDay:
		"""Convert a solar day."""

	def to_solar(self, lunar: LunarDay) -> date | None:
		"""Convert a lunar day; None where that year's month has no such day, or no such leap month."""

	def solar_term(self, year: int, name: str) -> date:
		"""Return the day of a solar term (清明, 冬至 …) of a solar year."""


@dataclass(frozen=True, slots=True)
class Window:
	"""Days from `first` to `last`, both included."""

	first: date
	last: date

	def __iter__(self) -> Iterator[date]:
		day = self.first
		while day <= self.last:
			yield day
			day += _DAY

	def __contains__(self, day: date) -> bool:
		return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Occasion:
	"""One day to care on. `period` is its key; `sources` are the dates in a file that lead to this day."""

	on: date
	period: str
	sources: tuple[date, ...] = ()


def window(today: date, lead_days: int = 0, last_run: date | None = None) -> Window:
	"""Return the days whose occasions have to have tasks today; nights missed since `last_run` included.

	Days ahead are looked at again every night, for customers who came or changed meanwhile.
	"""
	first = today if last_run is None else min(today, last_run + _DAY)
	lead = timedelta(days=max(0, min(lead_days, MOST_LEAD_DAYS)))
	return Window(max(first, today - timedelta(days=MOST_MISSED_DAYS)), today + lead)


def solar_anniversaries(days: Window, first_year: int = FIRST_YEAR) -> list[Occasion]:
	"""Return for each day the earlier dates whose anniversary it is (CAR-01, CAR-09).

	What began on 29 February is remembered on the 28th in years without a 29th. The year it began in
	does not count.
	"""
	found = []
	for day in days:
		sources = [day.replace(year=year) for year in range(first_year, day.year) if _exists(year, day)]
		if (day.month, day.day) == (2, 28) and not isleap(day.year):
			sources += [date(year, 2, 29) for year in range(first_year, day.year) if isleap(year)]
		found.append(Occasion(day, str(day.year), tuple(sorted(sources))))
	return found


def lunar_anniversaries(days: Window, lunar: LunarCalendar, first_year: int = FIRST_YEAR) -> list[Occasion]:
	"""Return for each day the earlier dates whose anniversary it is by the Chinese calendar (CAR-01).

	Who was born in a leap month celebrates in the ordinary month of that number; who was born on the
	30th does so on the 29th where the month is short. Leap months have no anniversaries, so that none is
	celebrated twice. The period is the lunar year.
	"""
	found = []
	for day in days:
		at = lunar.to_lunar(day)
		if at.leap:
			continue
		short = at.day == 29 and lunar.to_solar(LunarDay(at.year, at.month, 30)) is None
		sources: list[date] = []
		for year in range(first_year, at.year):
			for number in (at.day, 30) if short else (at.day,):
				for leap in (False, True):
					source = lunar.to_solar(LunarDay(year, at.month, number, leap))
					if source is not None:
						sources.append(source)
		found.append(Occasion(day, f"L{at.year}", tuple(sorted(sources))))
	return found


def each_day(days: Window) -> list[Occasion]:
	"""Return every day as its own source: dates that come once (maturities, dates of one year)."""
	return [Occasion(day, day.isoformat(), (day,)) for day in days]


def festivals(
	festival: Festival,
	days: Window,
	lunar: LunarCalendar,
	*,
	calendar: Calendar = Calendar.SOLAR,
	month: int = 0,
	day: int = 0,
	only_year: int = 0,
) -> list[Occasion]:
	"""Return the days of the window that are the festival (CAR-02).

	The keywords say what an own date is; `only_year` is a year of its calendar, 0 means every year.
	"""
	if festival is Festival.OWN_DATE:
		rule = _Date(calendar, month, day)
	else:
		rule = _FESTIVALS[festival]
	found = []
	for year in range(days.first.year - 1, days.last.year + 1):
		on = rule.in_year(year, lunar)
		if on in days and only_year in (0, year):
			found.append(Occasion(on, f"L{year}" if rule.calendar is Calendar.LUNAR else str(year)))
	return found


def cycle(today: date, every_n: int, unit: CycleUnit, lead_days: int = 0, times: int = 1) -> Occasion | None:
	"""Return the running period of a service cycle if its task is to be there today (CAR-06).

	Periods of n units are counted from the calendar's beginning, so that quarters are calendar quarters
	and every customer has the same ones; with `times` a period is cut into as many equal parts. The
	service is due on the last day, its only source is the first one. With `lead_days` the task appears so
	many days before the end, else with the first day.
	"""
	every_n, times = max(1, every_n), max(1, times)
	index = _index(today, unit) // every_n
	first = _start(index * every_n, unit)
	end = _start((index + 1) * every_n, unit)
	name = _period_name(first, every_n, unit)
	days = (end - first).days
	times = min(times, days)
	part = ((today - first).days * times) // days
	while first + _DAY * (days * (part + 1) // times) <= today:
		part += 1
	start, last = first + _DAY * (days * part // times), first + _DAY * (days * (part + 1) // times) - _DAY
	appears = max(start, last - timedelta(days=lead_days)) if lead_days > 0 else start
	if today < appears:
		return None
	return Occasion(last, name if times == 1 else f"{name}/{part + 1}", (start,))


def cycles(days: Window, every_n: int, unit: CycleUnit, lead_days: int = 0, times: int = 1) -> list[Occasion]:
	"""Return the periods whose task was to appear up to the window's last day, oldest first, each once."""
	found: dict[str, Occasion] = {}
	for day in days:
		if (period := cycle(day, every_n, unit, lead_days, times)) is not None:
			found.setdefault(period.period, period)
	return list(found.values())


def years_between(source: date, on: date) -> int:
	"""Return the full years that are celebrated on `on`."""
	return on.year - source.year


@dataclass(frozen=True, slots=True)
class _Date:
	"""A yearly date; with `term` that of a solar term, with `before` so many days earlier."""

	calendar: Calendar
	month: int = 0
	day: int = 0
	term: str = ""
	before: int = 0

	def in_year(self, year: int, lunar: LunarCalendar) -> date:
		if self.term:
			return lunar.solar_term(year, self.term)
		if self.calendar is Calendar.SOLAR:
			return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))
		next_year = year + 1 if self.before else year
		on = lunar.to_solar(LunarDay(next_year, self.month, self.day))
		if on is None:  # the 30th of a month of 29 days
			on = lunar.to_solar(LunarDay(next_year, self.month, self.day - 1))
		if on is None:
			raise ValueError(f"the lunar calendar has no day {self.month}-{self.day}")
		return on - self.before * _DAY


_FESTIVALS: dict[Festival, _Date] = {
	Festival.NEW_YEAR: _Date(Calendar.SOLAR, 1, 1),
	Festival.LABOUR: _Date(Calendar.SOLAR, 5, 1),
	Festival.NATIONAL: _Date(Calendar.SOLAR, 10, 1),
	Festival.QINGMING: _Date(Calendar.SOLAR, term="清明"),
	Festival.WINTER_SOLSTICE: _Date(Calendar.SOLAR, term="冬至"),
	Festival.SPRING: _Date(Calendar.LUNAR, 1, 1),
	Festival.LANTERN: _Date(Calendar.LUNAR, 1, 15),
	Festival.DRAGON_BOAT: _Date(Calendar.LUNAR, 5, 5),
	Festival.QIXI: _Date(Calendar.LUNAR, 7, 7),
	Festival.MID_AUTUMN: _Date(Calendar.LUNAR, 8, 15),
	Festival.DOUBLE_NINTH: _Date(Calendar.LUNAR, 9, 9),
	Festival.LABA: _Date(Calendar.LUNAR, 12, 8),
	Festival.LUNAR_NEW_YEARS_EVE: _Date(Calendar.LUNAR, 1, 1, before=1),
}


def _exists(year: int, day: date) -> bool:
	return (day.month, day.day) != (2, 29) or isleap(year)


def _index(day: date, unit: CycleUnit) -> int:
	"""Count the units since the calendar's first day, which was a Monday."""
	if unit is CycleUnit.DAY:
		return day.toordinal() - 1
	if unit is CycleUnit.WEEK:
		return (day.toordinal() - 1) // 7
	months = (day.year - 1) * 12 + day.month - 1
	return months // _MONTHS[unit]


def _start(index: int, unit: CycleUnit) -> date:
	if unit is CycleUnit.DAY:
		return date.fromordinal(index + 1)
	if unit is CycleUnit.WEEK:
		return date.fromordinal(index * 7 + 1)
	year, month = divmod(index * _MONTHS[unit], 12)
	return date(year + 1, month + 1, 1)


_MONTHS = {CycleUnit.MONTH: 1, CycleUnit.QUARTER: 3, CycleUnit.YEAR: 12}


def _period_name(first: date, every_n: int, unit: CycleUnit) -> str:
	"""Name a period: 2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-22; `x2` says it is two units long."""
	names = {
		CycleUnit.YEAR: f"{first.year}",
		CycleUnit.QUARTER: f"{first.year}-Q{(first.month + 2) // 3}",
		CycleUnit.MONTH: f"{first.year}-{first.month:02d}",
		CycleUnit.WEEK: f"{first.isocalendar().year}-W{first.isocalendar().week:02d}",
		CycleUnit.DAY: first.isoformat(),
	}
	return names[unit] if every_n == 1 else f"{names[unit]}x{every_n}"
