"""The regulator's clock of complaints, in calendar days (SVC-11; requirements 1.11).

A complaint is answered within 15 days of its receipt, within 30 if it is complex, and within 30 more if the next
higher office has approved that and the customer was told. The day of receipt does not count; a last day that is no
business day is not put off, which is the stricter reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .complaint_enums import Complexity, Timeliness

SIMPLE_DAYS, COMPLEX_DAYS, EXTENSION_DAYS = 15, 30, 30
#: A group speaks through so many representatives at most.
MOST_REPRESENTATIVES = 5
#: A complaint by so many people is a group's.
FEWEST_PEOPLE_OF_A_GROUP = 2


@dataclass(frozen=True, slots=True)
class Terms:
	"""Days a bank allows itself; never more than the regulator does."""

	simple: int = SIMPLE_DAYS
	complex: int = COMPLEX_DAYS
	extension: int = EXTENSION_DAYS

	def __post_init__(self) -> None:
		given = (self.simple, self.complex, self.extension)
		limits = (SIMPLE_DAYS, COMPLEX_DAYS, EXTENSION_DAYS)
		if any(not 1 <= days <= limit for days, limit in zip(given, limits, strict=True)):
			raise ValueError("longer than the regulator allows, or no day at all")


def days_allowed(complexity: Complexity, *, extended: bool, terms: Terms = Terms()) -> int:
	"""Return the calendar days a complaint may take; only a complex one can be extended."""
	if complexity is Complexity.SIMPLE:
		return terms.simple
	return terms.complex + (terms.extension if extended else 0)


def last_day(
	received: datetime | date, complexity: Complexity, *, extended: bool = False, terms: Terms = Terms()
) -> date:
	"""Return the last day on which the reply is in time."""
	day = received.date() if isinstance(received, datetime) else received
	return day + timedelta(days=days_allowed(complexity, extended=extended, terms=terms))


def may_ask_for_extension(
	today: date, received: datetime | date, complexity: Complexity, terms: Terms = Terms()
) -> bool:
	"""Tell whether more time may still be asked for: for a complex complaint, before its time is over."""
	return complexity is Complexity.COMPLEX and today <= last_day(received, complexity, terms=terms)


def judge(due: date, today: date, replied: date | None = None, *, soon_days: int = 3) -> Timeliness:
	"""Tell how a complaint stands to its day: an answered one is in time or late for ever."""
	if replied is not None:
		return Timeliness.IN_TIME if replied <= due else Timeliness.LATE
	if today > due:
		return Timeliness.LATE
	return Timeliness.DUE_SOON if (due - today).days <= soon_days else Timeliness.IN_TIME


def may_deal_with(user: str, respondents: frozenset[str], superior: str | None = None) -> bool:
	"""Tell whether somebody is free of a conflict of interest.

	Neither whom the complaint is about nor who reports to one of them may handle, look into or decide it.
	"""
	return user not in respondents and (superior is None or superior not in respondents)


def keep_until(closed: date, years: int) -> date:
	"""Return the day until which the file is kept."""
	try:
		return closed.replace(year=closed.year + years)
	except ValueError:  # 29 February
		return closed.replace(year=closed.year + years, day=28)
