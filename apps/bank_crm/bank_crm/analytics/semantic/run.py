"""A definition as a table: groups, totals, the comparison beside them, across and in one chart (ANA-04, ANA-05).

Everything is asked within the viewer's rows. Totals are made of the groups where a measure allows it and asked for
where it does not: the same customer may be in two groups and counts once in the total.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import frappe
from frappe.utils import getdate, today

from bank_crm.analytics.engine import engines
from bank_crm.analytics.semantic import charts, figures, labels
from bank_crm.analytics.semantic.catalogue import FEWEST
from bank_crm.analytics.semantic.compile import (
	OTHERS,
	OTHERS_NUMBER,
	PROTECTED,
	Kept,
	Question,
	engine_for,
	last_days,
)
from bank_crm.analytics.semantic.figures import Cube, Key, Parts
from bank_crm.analytics.semantic.reading import Asked, Problem, ReportRefused, read_definition, sentence
from bank_crm.domain.report_definition import Axis
from bank_crm.domain.report_enums import IN_ORDER
from bank_crm.domain.report_periods import Span, buckets_between, compared_with, moved

#: Groups of one table; more are cut off after the largest, and the reader is told.
MOST_GROUPS = 2_000
#: Values across.
MOST_ACROSS = 50
#: Buckets of time that are shown though nothing is in them.
MOST_FILLED = 400


@dataclass(slots=True)
class Report:
	"""What the page, the charts, the mails and the exports show."""

	columns: list[dict[str, Any]]
	rows: list[list[Any]]
	#: The keys of the rows' dimensions, for looking at the records behind.
	keys: list[list[Any]]
	across: list[Any]
	totals: list[Any] | None
	chart: dict[str, Any] | None
	period: dict[str, str] | None
	compared: dict[str, str] | None
	engine: str
	as_of: str
	took_ms: int = 0
	#: Groups there were, if not all are shown.
	cut: int = 0
	#: Groups that are too small for whoever only counts.
	hidden: int = 0
	currency: str = "CNY"
	notes: list[str] = field(default_factory=list)

	def as_dict(self) -> dict[str, Any]:
		"""Return it as the Desk gets it."""
		return asdict(self)


def run(raw: object, user: str | None = None, engine: engines.Choice = "auto", seconds: int = 0) -> Report:
	"""Run a definition for `user` (the session's by default), on at most `seconds` of one question (0: no limit).

	Raises ReportRefused naming every fault, frappe.QueryTimeoutError where it takes too long.
	"""
	user = user or frappe.session.user
	begun = time.perf_counter()
	asked = read_definition(raw, user)
	chosen = engines.limited(engine_for(asked.view, user, engine), seconds)
	found = _Run(asked, chosen, getdate(today())).report()
	found.took_ms = int((time.perf_counter() - begun) * 1000)
	return found


@dataclass(slots=True)
class _Period:
	"""One period's groups: over all axes, over the rows, over what is across, and in one."""

	cube: Cube
	by_row: dict[Key, Parts | None]
	by_column: dict[Key, Parts]
	all: Parts


class _Run:
	def __init__(self, asked: Asked, engine: engines.Engine, day: date) -> None:
		self.asked, self.engine, self.day = asked, engine, day
		self.definition, self.view = asked.definition, asked.view
		self.entity = asked.view.entity
		self.span = self.definition.span(day)
		self.beside = (
			compared_with(self.span, self.definition.compare, self.definition.preset) if self.span else None
		)
		self.kept: Kept | None = None
		self.cut = self.hidden = 0

	def report(self) -> Report:
		as_of = self.engine.as_of
		self.kept = self._largest()
		now = self._period(self.span)
		self._fill(now)
		before = self._period(self.beside, moves=True) if self.beside else None
		rows, across = self.definition.rows, self.definition.columns
		words = self._words(now)
		row_keys = self._ordered(now, words)
		column_keys = self._across(now, words)
		table = charts.Table(self.view, self.definition, words, row_keys, column_keys)
		columns = table.columns(compared=before is not None)
		lines = [
			table.line(key, now.cube.groups, now.by_row.get(key), before and before.by_row.get(key, {}))
			for key in row_keys
		]
		totals = None
		if rows and not self.hidden:
			totals = table.totals(now.by_column, now.all, before and before.all)
		return Report(
			columns=columns,
			rows=lines,
			keys=[list(key) for key in row_keys],
			across=[key[0] for key in column_keys] if across else [],
			totals=totals,
			chart=table.chart(now.cube.groups, now.by_row, before.by_row if before else None),
			period=_days(self.span),
			compared=_days(self.beside),
			engine=self.engine.name,
			as_of=as_of.isoformat(sep=" ", timespec="seconds"),
			cut=self.cut,
			hidden=self.hidden,
			currency=frappe.db.get_default("currency") or "CNY",
		)

	def _question(self, span: Span | None) -> Question:
		question = Question(
			self.view, self.definition, self.asked.logic, self.day, span, self.engine, self.kept
		)
		if self.entity.balance:
			days = [row[0] for row in self.engine.rows(question.moments())]
			question.days = last_days(map(getdate, days), self.definition.axes, self.entity.time)
		return question

	def _largest(self) -> Kept | None:
		"""The values of the first dimension that are shown by themselves, where only the largest are."""
		top = self.definition.top
		if top is None:
			return None
		axis = self.definition.rows[0]
		question = self._question(self.span)
		groups = figures.read(self.engine.rows(question.groups([axis])), 1, self._names(question))
		ranked = sorted(
			self._shown(groups),
			key=lambda key: (-(figures.value_of(self.entity, top.by, groups[key]) or 0), str(key[0])),
		)
		return Kept(axis, tuple(key[0] for key in ranked[: top.count]))

	def _period(self, span: Span | None, *, moves: bool = False) -> _Period:
		question, axes = self._question(span), self.definition.axes
		names = self._names(question)
		rows = self.engine.rows(question.groups(axes, MOST_GROUPS + 1))
		groups = figures.read(rows, len(axes), names)
		cut = len(groups) > MOST_GROUPS
		if cut and not moves:
			self.cut = MOST_GROUPS
			groups = dict(list(groups.items())[:MOST_GROUPS])
		cube = Cube(groups, question.components)
		across = len(self.definition.rows)
		places = range(len(axes))
		merges = cube.can_be_merged and not cut and not self.view.counting

		def along(wanted: Sequence[int]) -> dict[Key, Parts]:
			if list(wanted) == list(places):
				return dict(groups)
			if merges:
				return cube.along(wanted)
			asked = question.groups([axes[place] for place in wanted], MOST_GROUPS + 1 if wanted else None)
			return figures.read(self.engine.rows(asked), len(wanted), names)

		by_row, by_column = along(places[:across]), along(places[across:])
		whole = along(()).get((), {})
		shown = self._shown(groups)
		if not moves:
			self.hidden = len(groups) - len(shown)
		if self.hidden:
			# sums over what is hidden would tell it
			by_row = {key: None if across < len(axes) else by_row[key] for key in self._shown(by_row)}
			by_column, whole = {}, {}
		move = self._mover(span) if moves else _same
		return _Period(
			Cube({move(key, axes): groups[key] for key in shown}, question.components),
			{move(key, axes[:across]): parts for key, parts in by_row.items()},
			{move(key, axes[across:]): parts for key, parts in by_column.items()},
			whole,
		)

	def _fill(self, period: _Period) -> None:
		"""Show days, weeks and months without rows, too, where time is all the rows are divided by."""
		axes = self.definition.rows
		if len(axes) != 1 or self.span is None or self.entity.balance or self.view.counting or self.kept:
			return
		if axes[0].dimension == self.entity.time and axes[0].grain in IN_ORDER and period.by_row:
			buckets = buckets_between(self.span, axes[0].grain)
			for bucket in buckets if len(buckets) <= MOST_FILLED else ():
				period.by_row.setdefault((bucket,), {})

	def _names(self, question: Question) -> list[str]:
		return [*question.components, *([PROTECTED] if self.view.counting else [])]

	def _shown(self, groups: dict[Key, Parts]) -> list[Key]:
		"""The groups the viewer may see; who only counts sees none of fewer customers than allowed."""
		if not self.view.counting:
			return list(groups)
		return [key for key, parts in groups.items() if (parts.get(PROTECTED) or 0) >= FEWEST]

	def _mover(self, span: Span | None) -> Callable[[Key, Sequence[Axis]], Key]:
		"""Put the comparison's buckets of time where the period's are."""
		first, since, column = self.span.first, span.first, self.entity.time

		def move(key: Key, axes: Sequence[Axis]) -> Key:
			return tuple(
				moved(part, axis.grain, first, since)
				if axis.dimension == column and axis.grain in IN_ORDER
				else part
				for part, axis in zip(key, axes, strict=True)
			)

		return move

	def _words(self, period: _Period) -> list[dict[Any, str]]:
		found = []
		for place, axis in enumerate(self.definition.axes):
			keys = {key[place] for key in period.cube.groups}
			if place < len(self.definition.rows):
				keys |= {key[place] for key in period.by_row}
			dimension = self.view.dimensions[axis.dimension]
			found.append(labels.labels_of(self.entity, dimension, axis, keys))
		return found

	def _ordered(self, period: _Period, words: list[dict[Any, str]]) -> list[Key]:
		"""The rows in their order: as asked, else by the dimensions themselves."""
		axes = self.definition.rows
		if not axes:
			return [()]
		orders = [
			labels.order_of(self.entity, self.view.dimensions[axis.dimension], words[place], words[place])
			for place, axis in enumerate(axes)
		]
		keys = sorted(period.by_row, key=lambda key: tuple(orders[at][part] for at, part in enumerate(key)))
		sort, top = self.definition.sort, self.definition.top
		if sort is None and top is not None:
			by, descending = top.by, True
		elif sort is not None:
			by, descending = sort.by, sort.descending
		else:
			return keys
		places = [at for at, axis in enumerate(axes) if axis.dimension == by]
		if places:
			keys.sort(key=lambda key: orders[places[0]][key[places[0]]], reverse=descending)
		else:
			keys.sort(key=lambda key: self._figure(period, by, key), reverse=descending)
		others = (OTHERS, OTHERS_NUMBER)
		return sorted(keys, key=lambda key: key[0] in others)  # the rest comes last, whatever its sum

	def _figure(self, period: _Period, measure: str, key: Key) -> float:
		value = figures.value_of(self.entity, measure, period.by_row[key])
		return float("-inf") if value is None else value

	def _across(self, period: _Period, words: list[dict[Any, str]]) -> list[Key]:
		if not self.definition.columns:
			return []
		place = len(self.definition.rows)
		keys = {key[place] for key in period.cube.groups}
		if len(keys) > MOST_ACROSS:
			problem = Problem("columns", "too_many_columns", {"found": len(keys), "most": MOST_ACROSS})
			raise ReportRefused([{"key": "columns", "text": sentence(problem)}])
		dimension = self.view.dimensions[self.definition.columns[0].dimension]
		order = labels.order_of(self.entity, dimension, keys, words[place])
		return [(key,) for key in sorted(keys, key=lambda key: order[key])]


def _same(key: Key, axes: Sequence[Axis]) -> Key:
	return key


def _days(span: Span | None) -> dict[str, str] | None:
	return {"from": span.first.isoformat(), "to": span.last.isoformat()} if span else None
