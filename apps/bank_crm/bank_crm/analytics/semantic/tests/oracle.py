"""What a report should say, worked out in plain Python from rows read one by one; shares no code with the compiler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import frappe

Row = dict[str, Any]


def rows_of(doctype: str) -> list[Row]:
	"""Return every row of a table."""
	table = frappe.qb.DocType(doctype)
	return frappe.qb.from_(table).select(table.star).run(as_dict=True)


def day_of(value: Any) -> date | None:
	"""Return the day of a date or moment."""
	return value.date() if isinstance(value, datetime) else value


def month(value: Any) -> str:
	"""Return a month as the report writes it."""
	day = day_of(value)
	return "Not Set" if day is None else f"{day.year}-{day.month:02d}"


def week(value: Any) -> str:
	"""Return a week's Monday."""
	day = day_of(value)
	return "Not Set" if day is None else (day - timedelta(days=day.weekday())).isoformat()


def quarter(value: Any) -> str:
	"""Return a quarter."""
	day = day_of(value)
	return "Not Set" if day is None else f"{day.year} Q{(day.month - 1) // 3 + 1}"


def word(value: Any) -> str:
	"""Return a stored word, or that there is none."""
	return str(value) if value not in (None, "") else "Not Set"


def grouped(
	rows: list[Row], keys: list[Callable[[Row], str]], figures: list[Callable[[list[Row]], float | None]]
) -> dict[tuple[str, ...], list[float | None]]:
	"""Return the figures of each group of rows."""
	groups: dict[tuple[str, ...], list[Row]] = {}
	for row in rows:
		groups.setdefault(tuple(key(row) for key in keys), []).append(row)
	return {key: [figure(of) for figure in figures] for key, of in groups.items()}


def total(column: str, **where: str) -> Callable[[list[Row]], float]:
	"""Return a sum's function."""
	return lambda rows: round(sum(float(row[column] or 0) for row in _where(rows, where)), 2)


def number(**where: str) -> Callable[[list[Row]], int]:
	"""Return a count's function."""
	return lambda rows: len(_where(rows, where))


def different(column: str, **where: str) -> Callable[[list[Row]], int]:
	"""Return a count of different values."""
	return lambda rows: len({row[column] for row in _where(rows, where) if row[column]})


def mean(column: str, **where: str) -> Callable[[list[Row]], float | None]:
	"""Return an average; None of nothing."""

	def figure(rows: list[Row]) -> float | None:
		values = [float(row[column]) for row in _where(rows, where) if row[column] is not None]
		return round(sum(values) / len(values), 2) if values else None

	return figure


def _where(rows: list[Row], where: dict[str, str]) -> list[Row]:
	return [row for row in rows if all(row[column] == value for column, value in where.items())]
