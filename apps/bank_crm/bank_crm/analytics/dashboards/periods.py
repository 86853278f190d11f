"""Rows by hour, day and month over a moment's column; every span is read by its index, gaps are zeros."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from frappe.query_builder.custom import ConstantColumn
from frappe.query_builder.functions import Count, Date, DateFormat, Sum
from frappe.utils import add_days, add_months, get_first_day, getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Term

DAYS, MONTHS = 14, 12
HOURS = 24


def by_hour(query: QueryBuilder, moment: Term) -> list[int]:
	"""Today's rows by the hour of the clock."""
	day = getdate(today())
	hour = DateFormat(moment, "%H")
	rows = (
		query.where((moment >= day) & (moment < add_days(day, 1)))
		.select(hour, Count("*"))
		.groupby(hour)
		.run()
	)
	counted = {int(at): int(count) for at, count in rows}
	return [counted.get(each, 0) for each in range(HOURS)]


def days() -> list[date]:
	"""The last fourteen days, today the last."""
	last = getdate(today())
	return [last - timedelta(days=DAYS - 1 - back) for back in range(DAYS)]


def by_day(query: QueryBuilder, moment: Term, amount: Term | None = None) -> list[float]:
	"""Rows, or the sum of a column, by day of the last fourteen."""
	asked = days()
	day = Date(moment)
	value = Count("*") if amount is None else Sum(amount)
	rows = (
		query.where((moment >= asked[0]) & (moment < add_days(asked[-1], 1)))
		.select(day, value)
		.groupby(day)
		.run()
	)
	counted = {getdate(at): float(value or 0) for at, value in rows}
	return [counted.get(each, 0.0) for each in asked]


def months() -> list[str]:
	"""The last twelve months as 2026-11, the running one last."""
	first = get_first_day(today())
	return [str(add_months(first, back - MONTHS + 1))[:7] for back in range(MONTHS)]


def by_month(query: QueryBuilder, moment: Term, *values: Term) -> dict[str, tuple[Any, ...]]:
	"""Values by month of the last twelve; months without rows are left out."""
	month = DateFormat(moment, "%Y-%m")
	first = getdate(f"{months()[0]}-01")
	rows = query.where(moment >= first).select(month, *(values or (ConstantColumn(0),))).groupby(month).run()
	return {row[0]: tuple(row[1:]) for row in rows}
