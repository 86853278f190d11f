"""China's public holidays and make-up workdays, by the library chinesecalendar (SVC-14).

The State Council arranges each year in the autumn before; a year the library does not know yet has only what the
bank enters itself, and `known_until` says so on every business calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from chinese_calendar.constants import Holiday, holidays, workdays


@dataclass(frozen=True, slots=True)
class OfficialDay:
	"""One day unlike its weekday; `works` marks a weekend day that is worked for a holiday."""

	day: date
	occasion: str
	works: bool


@lru_cache(maxsize=1)
def closed() -> frozenset[date]:
	"""Return every public holiday the library knows."""
	return frozenset(holidays)


@lru_cache(maxsize=1)
def working() -> frozenset[date]:
	"""Return every weekend day that is worked."""
	return frozenset(workdays)


def known_until() -> date:
	"""Return the last day the arrangement is known for."""
	return date(max(day.year for day in closed()), 12, 31)


def of_year(year: int) -> list[OfficialDay]:
	"""Return a year's days in order, their occasions in Chinese."""
	names = {holiday.value: holiday.chinese for holiday in Holiday}
	found = [
		OfficialDay(day, names.get(name, name), False) for day, name in holidays.items() if day.year == year
	]
	found += [
		OfficialDay(day, names.get(name, name), True) for day, name in workdays.items() if day.year == year
	]
	return sorted(found, key=lambda each: each.day)
