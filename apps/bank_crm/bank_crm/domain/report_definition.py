"""The definition of a self-made report: its form, and what is wrong with one (ANA-04, ANA-15).

As stored (JSON), version 1::

	{"version": 1,
	 "entity": "transaction",                              what is counted, see analytics/semantic/entities
	 "rows": [{"dimension": "customer_tier"},              0 to 3 dimensions down the table
	          {"dimension": "posted_at", "grain": "month"}],
	 "columns": [{"dimension": "product_category"}],       0 or 1 dimension across it
	 "measures": ["purchase_amount", "buyers"],            1 to 6 figures
	 "filters": {"version": 1, "root": NODE} | null,       conditions over the dimensions, see segment_schema
	 "period": {"preset": "last_12_months"} | {"preset": "custom", "from": "2026-01-01", "to": "2026-03-31"},
	 "compare": "none" | "previous" | "last_year",
	 "top": {"count": 10, "by": "purchase_amount"} | null, the largest of the first dimension, the rest as one
	 "sort": {"by": "purchase_amount", "descending": true} | null,
	 "chart": "Table" | "Bar" | "Line" | "Pie"}

What is left out is as if empty: all time, no comparison, no chart. `read` gives the typed definition or raises
`DefinitionRefused`, whose problems name the key, a code and the values its message needs. Which entities, dimensions and
measures there are is the caller's matter (`Offered`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from .errors import DomainError
from .report_enums import Comparison, Grain, Preset, ReportChart
from .report_periods import Span, span_of

VERSION = 1
MOST_ROWS, MOST_COLUMNS, MOST_MEASURES, MOST_TOP = 3, 1, 6, 100
#: Days beyond these are slips of the key.
_YEARS = (1990, 2100)
_KEYS = frozenset("version entity rows columns measures filters period compare top sort chart".split())
_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Axis:
	"""One dimension of a report; `grain` for moments only."""

	dimension: str
	grain: Grain | None = None


@dataclass(frozen=True, slots=True)
class Top:
	"""Only the largest `count` of the first dimension by a measure; the others are put together."""

	count: int
	by: str


@dataclass(frozen=True, slots=True)
class Sort:
	"""The order of the rows, by a measure or a dimension."""

	by: str
	descending: bool


@dataclass(frozen=True, slots=True)
class Definition:
	"""A report somebody has put together."""

	entity: str
	rows: tuple[Axis, ...]
	columns: tuple[Axis, ...]
	measures: tuple[str, ...]
	filters: Mapping[str, Any] | None
	preset: Preset
	given: Span | None
	compare: Comparison
	top: Top | None
	sort: Sort | None
	chart: ReportChart

	@property
	def axes(self) -> tuple[Axis, ...]:
		"""All dimensions, those down the table first."""
		return (*self.rows, *self.columns)

	def span(self, today: date) -> Span | None:
		"""Return the days it is about; None for all time."""
		return self.given if self.preset == Preset.CUSTOM else span_of(self.preset, today)


@dataclass(frozen=True, slots=True)
class Offered:
	"""What one entity has for one user: dimensions (moments or not), measures, whether it knows a time."""

	#: name → whether it is a moment and takes a grain.
	dimensions: Mapping[str, bool]
	measures: frozenset[str]
	has_time: bool
	#: name → why a known dimension or measure is not offered.
	withheld: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
	"""What is wrong: the key of the definition, a code and the values its message needs."""

	key: str
	code: str
	params: Mapping[str, object] = field(default_factory=dict)


class DefinitionRefused(DomainError):
	"""A definition that is none; `problems` holds everything found."""

	def __init__(self, problems: Sequence[Problem]) -> None:
		super().__init__("definition_refused", count=len(problems))
		self.problems = tuple(problems)


def read(raw: object, offered: Mapping[str, Offered]) -> Definition:
	"""Return the typed definition; DefinitionRefused with every problem found."""
	return _Reader(raw, offered).definition()


class _Reader:
	def __init__(self, raw: object, offered: Mapping[str, Offered]) -> None:
		if not isinstance(raw, Mapping):
			raise DefinitionRefused([Problem("", "not_a_definition")])
		if raw.get("version") != VERSION:
			raise DefinitionRefused(
				[Problem("version", "unknown_version", {"version": _short(raw.get("version"))})]
			)
		name = raw.get("entity")
		if not isinstance(name, str) or name not in offered:
			raise DefinitionRefused([Problem("entity", "unknown_entity", {"entity": _short(name)})])
		self.raw, self.entity, self.offer = raw, name, offered[name]
		self.problems: list[Problem] = []

	def definition(self) -> Definition:
		for key in sorted(set(map(str, self.raw)) - _KEYS):
			self._wrong(key[:40], "unknown_key")
		rows = self._axes("rows", MOST_ROWS)
		columns = self._axes("columns", MOST_COLUMNS)
		self._no_repetition(rows, columns)
		measures = self._measures()
		preset, given = self._period()
		compare = self._choice("compare", Comparison, Comparison.NONE)
		if compare != Comparison.NONE and preset == Preset.ALL:
			self._wrong("compare", "compare_without_period")
		top, sort = self._top(rows, measures), self._sort(rows, measures)
		chart = self._choice("chart", ReportChart, ReportChart.TABLE)
		filters = self.raw.get("filters") or None
		if filters is not None and not isinstance(filters, Mapping):
			self._wrong("filters", "not_conditions")
		if chart == ReportChart.PIE and (len(measures) != 1 or (not rows and not columns)):
			self._wrong("chart", "pie_of_one_measure")
		if self.problems:
			raise DefinitionRefused(self.problems)
		return Definition(
			self.entity, rows, columns, measures, filters, preset, given, compare, top, sort, chart
		)

	def _wrong(self, key: str, code: str, **params: object) -> None:
		self.problems.append(Problem(key, code, params))

	def _list(self, key: str, most: int) -> list[Any]:
		given = self.raw.get(key) or []
		if not isinstance(given, list):
			self._wrong(key, "not_a_list")
			return []
		if len(given) > most:
			self._wrong(key, "too_many", most=most)
			return []
		return given

	def _axes(self, key: str, most: int) -> tuple[Axis, ...]:
		found = []
		for entry in self._list(key, most):
			name = entry.get("dimension") if isinstance(entry, Mapping) else entry
			if not isinstance(name, str) or name not in self.offer.dimensions:
				self._wrong(key, self._why(name, "unknown_dimension"), name=_short(name))
				continue
			grain = entry.get("grain") if isinstance(entry, Mapping) else None
			if not self.offer.dimensions[name]:
				if grain:
					self._wrong(key, "no_grain", name=name)
				found.append(Axis(name))
				continue
			try:
				found.append(Axis(name, Grain(grain or Grain.MONTH)))
			except ValueError:
				self._wrong(key, "unknown_grain", grain=_short(grain))
		return tuple(found)

	def _no_repetition(self, rows: tuple[Axis, ...], columns: tuple[Axis, ...]) -> None:
		seen: set[Axis] = set()
		for key, axes in (("rows", rows), ("columns", columns)):
			for axis in axes:
				if axis in seen:
					self._wrong(key, "repeated", name=axis.dimension)
				seen.add(axis)

	def _measures(self) -> tuple[str, ...]:
		found: list[str] = []
		given = self._list("measures", MOST_MEASURES)
		for name in given:
			if not isinstance(name, str) or name not in self.offer.measures:
				self._wrong("measures", self._why(name, "unknown_measure"), name=_short(name))
			elif name in found:
				self._wrong("measures", "repeated", name=name)
			else:
				found.append(name)
		if not given and not any(problem.key == "measures" for problem in self.problems):
			self._wrong("measures", "no_measure")
		return tuple(found)

	def _why(self, name: object, code: str) -> str:
		return self.offer.withheld.get(name, code) if isinstance(name, str) else code

	def _period(self) -> tuple[Preset, Span | None]:
		given = self.raw.get("period") or {"preset": Preset.ALL.value}
		if not isinstance(given, Mapping):
			self._wrong("period", "not_a_period")
			return Preset.ALL, None
		try:
			preset = Preset(given.get("preset", Preset.CUSTOM.value))
		except ValueError:
			self._wrong("period", "unknown_period", period=_short(given.get("preset")))
			return Preset.ALL, None
		if preset != Preset.ALL and not self.offer.has_time:
			self._wrong("period", "no_time")
		if preset != Preset.CUSTOM:
			return preset, None
		first, last = self._day(given.get("from")), self._day(given.get("to"))
		if first is None or last is None:
			return preset, None
		if first > last:
			self._wrong("period", "reversed_period")
			return preset, None
		return preset, Span(first, last)

	def _day(self, given: object) -> date | None:
		try:
			day = date.fromisoformat(given) if isinstance(given, str) else None
		except ValueError:
			day = None
		if day is None:
			self._wrong("period", "not_a_day", day=_short(given))
		elif not _YEARS[0] <= day.year <= _YEARS[1]:
			self._wrong("period", "absurd_day", day=day.isoformat(), first=_YEARS[0], last=_YEARS[1])
			day = None
		return day

	def _choice(self, key: str, choices: type[_Choice], first: _Choice) -> _Choice:
		given = self.raw.get(key) or first.value
		try:
			return choices(given)
		except ValueError:
			self._wrong(key, "unknown_choice", choice=_short(given))
			return first

	def _top(self, rows: tuple[Axis, ...], measures: tuple[str, ...]) -> Top | None:
		given = self.raw.get("top")
		if not given:
			return None
		count = given.get("count") if isinstance(given, Mapping) else None
		if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_TOP:
			self._wrong("top", "not_a_count", most=MOST_TOP)
			return None
		if not rows:
			self._wrong("top", "top_without_rows")
			return None
		by = given.get("by") or (measures[0] if measures else "")
		if by not in measures:
			self._wrong("top", "not_chosen", name=_short(by))
			return None
		return Top(count, by)

	def _sort(self, rows: tuple[Axis, ...], measures: tuple[str, ...]) -> Sort | None:
		given = self.raw.get("sort")
		if not given:
			return None
		by = given.get("by") if isinstance(given, Mapping) else None
		if by not in (*measures, *(axis.dimension for axis in rows)):
			self._wrong("sort", "not_chosen", name=_short(by))
			return None
		return Sort(by, bool(given.get("descending")))


def _short(value: object) -> str:
	return str(value)[:60]
