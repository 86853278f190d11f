"""When messages may leave and how many at once: quiet hours, weekdays, a limit per hour (RSK-08, MKT-07)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from .contact import QuietHours

EVERY_DAY = frozenset(range(7))
#: A week, and the day it begins with again.
_MOST_STEPS = 3 * 8


def opens_at(
	moment: datetime, quiet: Sequence[QuietHours] = (), weekdays: Collection[int] = EVERY_DAY
) -> datetime | None:
	"""Return the first time from `moment` on that lies in no quiet hours and on one of the weekdays (Monday is 0).

	None where there is no such time.
	"""
	for _step in range(_MOST_STEPS):
		if moment.weekday() not in weekdays:
			moment = moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
			continue
		ends = [end for hours in quiet if (end := hours.end_of(moment)) is not None]
		if not ends:
			return moment
		moment = max(ends)
	return None


def allowance(per_hour: int, handed_last_hour: int, most: int) -> int:
	"""Return how many messages may be handed over now; `per_hour` 0 sets no limit, `most` always does."""
	if per_hour <= 0:
		return most
	return max(0, min(most, per_hour - handed_last_hour))
