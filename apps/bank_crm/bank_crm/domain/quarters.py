"""Quarters of a year, as audits are made for."""

from datetime import date, timedelta


def quarter_of(day: date) -> str:
	"""Return the quarter of a day, such as `2026-Q4`."""
	return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def bounds(period: str) -> tuple[date, date]:
	"""Return the first and last day of `2026-Q4`; ValueError for anything that is no quarter."""
	year, separator, number = period.partition("-Q")
	if not separator or number not in ("1", "2", "3", "4"):
		raise ValueError(f"no quarter: {period}")
	first = date(int(year), 3 * int(number) - 2, 1)
	following = date(first.year + 1, 1, 1) if first.month == 10 else date(first.year, first.month + 3, 1)
	return first, following - timedelta(days=1)


def before(day: date) -> str:
	"""Return the last quarter that was over on that day."""
	return quarter_of(bounds(quarter_of(day))[0] - timedelta(days=1))
