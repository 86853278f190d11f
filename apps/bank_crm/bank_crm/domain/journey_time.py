"""How long a wait of a journey takes (MKT-14, MKT-18); moments are the site's, without a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from .journey_enums import WaitDay, WaitMode, WaitUnit

MOST_DAYS = 3_660
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_UNITS = {
	WaitUnit.MINUTES.value: timedelta(minutes=1),
	WaitUnit.HOURS.value: timedelta(hours=1),
	WaitUnit.DAYS.value: timedelta(days=1),
}


def wait_faults(settings: Mapping[str, Any]) -> list[str]:
	"""Return what is wrong with the settings of a wait, as codes of journeys.Fault."""
	mode = settings.get("mode")
	faults = []
	if mode == WaitMode.DURATION.value:
		amount, unit = settings.get("amount"), _UNITS.get(str(settings.get("unit")))
		if not _whole(amount) or unit is None or not timedelta() < amount * unit <= timedelta(days=MOST_DAYS):
			faults.append("no_duration")
		return faults
	if mode == WaitMode.DAY.value:
		if settings.get("day") not in WaitDay.values():
			faults.append("no_day")
		offset = settings.get("offset") or 0
		if not _whole(offset) or abs(offset) > MOST_DAYS:
			faults.append("bad_offset")
	elif mode == WaitMode.WEEKDAY.value:
		if not weekdays(settings):
			faults.append("no_weekday")
	else:
		return ["no_duration"]
	if not _HOUR.fullmatch(str(settings.get("hour") or "09:00")):
		faults.append("bad_hour")
	return faults


def due(settings: Mapping[str, Any], since: datetime, days: Mapping[str, date | None]) -> datetime:
	"""Return when a wait that began at `since` is over; never before `since`.

	`days` are the customer's days by the names of WaitDay; a day that is not known holds nobody up. Days of every
	year are the next ones.
	"""
	mode = settings.get("mode")
	if mode == WaitMode.DURATION.value:
		return since + int(settings["amount"]) * _UNITS[str(settings["unit"])]
	at = hour_of(settings)
	if mode == WaitMode.WEEKDAY.value:
		wanted = weekdays(settings)
		for ahead in range(8):
			moment = datetime.combine(since.date() + timedelta(days=ahead), at)
			if moment > since and moment.weekday() in wanted:
				return moment
		raise ValueError("a wait for a weekday names one")
	name = str(settings.get("day"))
	day, offset = days.get(name), timedelta(days=int(settings.get("offset") or 0))
	if day is None:
		return since
	if name == WaitDay.EVENT.value:
		return max(since, datetime.combine(day + offset, at))
	for year in (since.year - 1, since.year, since.year + 1, since.year + 2):
		moment = datetime.combine(in_year(day, year) + offset, at)
		if moment >= since:
			return moment
	return since


def in_year(day: date, year: int) -> date:
	"""Return the day of a year; 29 February is kept on the 28th where there is none."""
	try:
		return day.replace(year=year)
	except ValueError:
		return date(year, 2, 28)


def month_days(days: Iterable[date]) -> list[int]:
	"""Return month × 100 + day of everybody whose day of the year is kept on one of the days."""
	found = set()
	for day in days:
		found.add(day.month * 100 + day.day)
		if (day.month, day.day) == (2, 28) and in_year(date(2024, 2, 29), day.year).day == 28:
			found.add(229)
	return sorted(found)


def weekdays(settings: Mapping[str, Any]) -> frozenset[int]:
	"""Return the weekdays of a wait, Monday as 0."""
	given = settings.get("weekdays") or []
	if not isinstance(given, list | tuple):
		return frozenset()
	return frozenset(day for day in given if _whole(day) and 0 <= day <= 6)


def hour_of(settings: Mapping[str, Any]) -> time:
	"""Return the time of day a wait ends at; nine in the morning where none is said."""
	found = _HOUR.fullmatch(str(settings.get("hour") or "09:00"))
	return time(int(found[1]), int(found[2])) if found else time(9)


def _whole(value: object) -> bool:
	return isinstance(value, int) and not isinstance(value, bool)
