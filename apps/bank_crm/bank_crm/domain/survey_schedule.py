"""On which days a plan is sent (SUR-02): every so often from its first day on, month ends kept."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from .survey_enums import SurveyFrequency

_MONTHS = {
	SurveyFrequency.MONTHLY: 1,
	SurveyFrequency.QUARTERLY: 3,
	SurveyFrequency.HALF_YEARLY: 6,
	SurveyFrequency.YEARLY: 12,
}


def occurrence(first: date, frequency: SurveyFrequency, number: int) -> date | None:
	"""Return the day of the `number`-th sending (the first is 0); None after the only one.

	Counted from the first day each time, so the 31st comes back after a shorter month.
	"""
	if number == 0:
		return first
	if frequency is SurveyFrequency.ONCE:
		return None
	if frequency is SurveyFrequency.WEEKLY:
		return first + timedelta(weeks=number)
	months = first.month - 1 + number * _MONTHS[frequency]
	year, month = first.year + months // 12, months % 12 + 1
	return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


def next_after(first: date, frequency: SurveyFrequency, day: date, last: date | None = None) -> date | None:
	"""Return the first sending after `day`; None where there is none any more.

	Sendings missed while the system was down are not made up for: customers would get them all at once.
	"""
	if day < first:
		found: date | None = first
	elif frequency is SurveyFrequency.ONCE:
		found = None
	elif frequency is SurveyFrequency.WEEKLY:
		found = first + timedelta(weeks=(day - first).days // 7 + 1)
	else:
		step = _MONTHS[frequency]
		number = max(((day.year - first.year) * 12 + day.month - first.month) // step, 0)
		found = occurrence(first, frequency, number)
		while found is not None and found <= day:
			number += 1
			found = occurrence(first, frequency, number)
	return None if found is None or (last is not None and found > last) else found
