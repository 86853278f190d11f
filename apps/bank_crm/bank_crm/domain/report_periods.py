"""Periods of reports and what they are compared with; buckets of time as whole numbers (ANA-04, ANA-15).

A bucket is a number the engines can make alike: days since 1970, weeks since the Monday before, year*100+month,
year*10+quarter, the year, the day of the week from Monday = 0, the hour.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from .report_enums import Comparison, Grain, Preset

EPOCH = date(1970, 1, 1)
#: 1970-01-01 was a Thursday.
FIRST_MONDAY = date(1969, 12, 29)
_DAYS = {Preset.LAST_7_DAYS: 7, Preset.LAST_30_DAYS: 30, Preset.LAST_90_DAYS: 90}

_MONTHS = {Preset.THIS_QUARTER: 3, Preset.THIS_YEAR: 12}


@dataclass(frozen=True, slots=True)
class Span:
	"""Days from `first` to `last`, both included."""

	first: date
	last: date

	@property
	def days(self) -> int:
		"""How many days."""
		return (self.last - self.first).days + 1


def span_of(preset: Preset, today: date) -> Span | None:
	"""Return the days of a named period; None for all time."""
	if preset == Preset.ALL:
		return None
	if preset in _DAYS:
		return Span(today - timedelta(days=_DAYS[preset] - 1), today)
	month = today.replace(day=1)
	quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
	year = month.replace(month=1)
	begins = {
		Preset.TODAY: today,
		Preset.THIS_WEEK: today - timedelta(days=today.weekday()),
		Preset.THIS_MONTH: month,
		Preset.THIS_QUARTER: quarter,
		Preset.THIS_YEAR: year,
		Preset.LAST_12_MONTHS: add_months(month, -11),
	}
	if preset in begins:
		return Span(begins[preset], today)
	over = {
		Preset.LAST_MONTH: (add_months(month, -1), month),
		Preset.LAST_QUARTER: (add_months(quarter, -3), quarter),
		Preset.LAST_YEAR: (add_months(year, -12), year),
	}
	first, after = over[preset]
	return Span(first, after - timedelta(days=1))


def compared_with(span: Span, comparison: Comparison, preset: Preset = Preset.CUSTOM) -> Span | None:
	"""Return the period beside `span`: right before it, or the same days a year ago.

	Calendar periods are followed by such: the first ten days of November by those of October, a quarter that is not
	over by as much of the one before.
	"""
	if comparison == Comparison.NONE:
		return None
	if comparison == Comparison.LAST_YEAR:
		return _shifted(span, -12)
	if span.first.day == 1:
		months = (
			_MONTHS.get(preset)
			or (span.last.year - span.first.year) * 12 + span.last.month - span.first.month + 1
		)
		return _shifted(span, -months)
	return Span(span.first - timedelta(days=span.days), span.first - timedelta(days=1))


def add_months(day: date, months: int) -> date:
	"""Return the same day some months later, or the month's last."""
	year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
	return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def bucket_of(day: date, grain: Grain) -> int:
	"""Return the bucket a day lies in."""
	return {
		Grain.DAY: lambda: (day - EPOCH).days,
		Grain.WEEK: lambda: (day - FIRST_MONDAY).days // 7,
		Grain.MONTH: lambda: day.year * 100 + day.month,
		Grain.QUARTER: lambda: day.year * 10 + (day.month + 2) // 3,
		Grain.YEAR: lambda: day.year,
		Grain.WEEKDAY: lambda: day.weekday(),
		Grain.HOUR: lambda: 0,
	}[grain]()


def first_day_of(bucket: int, grain: Grain) -> date:
	"""Return the first day of a bucket of a grain that is in order."""
	return {
		Grain.DAY: lambda: EPOCH + timedelta(days=bucket),
		Grain.WEEK: lambda: FIRST_MONDAY + timedelta(weeks=bucket),
		Grain.MONTH: lambda: date(bucket // 100, bucket % 100, 1),
		Grain.QUARTER: lambda: date(bucket // 10, bucket % 10 * 3 - 2, 1),
		Grain.YEAR: lambda: date(bucket, 1, 1),
	}[grain]()


def moved(bucket: int, grain: Grain, to: date, since: date) -> int:
	"""Return the bucket that lies as many steps after that of `to` as `bucket` lies after that of `since`."""
	steps = _ordinal(bucket, grain) - _ordinal(bucket_of(since, grain), grain)
	return _bucket(_ordinal(bucket_of(to, grain), grain) + steps, grain)


def buckets_between(span: Span, grain: Grain) -> list[int]:
	"""Return every bucket of a span in order, so that a line shows months without rows too."""
	first, last = (_ordinal(bucket_of(day, grain), grain) for day in (span.first, span.last))
	return [_bucket(number, grain) for number in range(first, last + 1)]


def _shifted(span: Span, months: int) -> Span:
	last = add_months(span.last, months)
	if (span.last + timedelta(days=1)).day == 1:  # a whole month is compared with a whole month
		last = last.replace(day=monthrange(last.year, last.month)[1])
	return Span(add_months(span.first, months), last)


def _ordinal(bucket: int, grain: Grain) -> int:
	if grain == Grain.MONTH:
		return bucket // 100 * 12 + bucket % 100 - 1
	if grain == Grain.QUARTER:
		return bucket // 10 * 4 + bucket % 10 - 1
	return bucket


def _bucket(ordinal: int, grain: Grain) -> int:
	if grain == Grain.MONTH:
		return ordinal // 12 * 100 + ordinal % 12 + 1
	if grain == Grain.QUARTER:
		return ordinal // 4 * 10 + ordinal % 4 + 1
	return ordinal
