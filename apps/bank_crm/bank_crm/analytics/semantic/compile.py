"""From a definition to Ibis: the rows of an entity with its joins, divided by the dimensions, figured by the measures.

The viewer's row criterion is part of every expression. Sums and counts are asked for apart, so that averages and
shares are the same on every engine, and so that totals can be made of the groups where a measure allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from bank_crm.analytics.engine import engines, tables
from bank_crm.analytics.engine import scope as engine_scope
from bank_crm.analytics.engine import snapshot as snapshots
from bank_crm.analytics.semantic.catalogue import View
from bank_crm.analytics.semantic.model import Aggregate, Dimension, Entity, Kind, Measure
from bank_crm.customer.segments.compile import compare
from bank_crm.domain.report_definition import Axis, Definition
from bank_crm.domain.report_enums import Grain
from bank_crm.domain.report_periods import EPOCH, FIRST_MONDAY, Span, bucket_of
from bank_crm.domain.segment_logic import Logic, Sign, signs
from bank_crm.domain.segment_schema import Compare
from bank_crm.permissions import scope as row_scope
from bank_crm.sales.targets import rows as target_rows

#: The bucket of rows without a moment or a number; no real one is as small.
UNKNOWN = -999_999
#: The key of everything beyond the largest groups.
OTHERS = "\x7fothers"
OTHERS_NUMBER = -999_998
#: Hidden from whoever only counts where fewer customers than allowed are in a group.
PROTECTED = "protected_customers"
_TARGET = "Bank Sales Target"


@dataclass(frozen=True, slots=True)
class Kept:
	"""The values of the first dimension that are shown by themselves."""

	axis: Axis
	keys: tuple[Any, ...]


@dataclass(slots=True)
class Question:
	"""One definition over one period, as expressions; `days` are the month-ends a balance is taken from."""

	view: View
	definition: Definition
	logic: Logic | None
	today: date
	span: Span | None
	engine: engines.Engine
	kept: Kept | None = None
	days: tuple[date, ...] | None = None
	components: dict[str, tuple[Measure, Aggregate]] = field(default_factory=dict)

	def __post_init__(self) -> None:
		for name in self.definition.measures:
			for part in self.view.entity.parts(name):
				for aggregate in parts_of(part):
					self.components[component(part, aggregate)] = (part, aggregate)

	@property
	def entity(self) -> Entity:
		"""Return what is counted."""
		return self.view.entity

	def groups(self, axes: Iterable[Axis], limit: int | None = None) -> ibis.Table:
		"""Return one row for each combination of the axes: key0, key1, …, then the components in their order."""
		axes = tuple(axes)
		rows = self._rows()
		keyed = {f"key{at}": self._key(rows, axis) for at, axis in enumerate(axes)}
		figures = {name: _figure(rows, *made) for name, made in self.components.items()}
		if self.view.counting:
			figures[PROTECTED] = rows[flat("", self.entity.customer)].nunique()
		if not axes:
			return rows.aggregate(**figures)
		found = rows.group_by(**keyed).aggregate(**figures)
		if limit is not None:
			largest = next(iter(self.components))
			found = found.order_by(ibis.desc(largest), *keyed).limit(limit)
		return found

	def moments(self) -> ibis.Table:
		"""Return the different moments there are within the period, whoever's they are."""
		table = tables.table(self.entity.doctype, self.entity.time)
		moment = table[self.entity.time]
		if self.span is not None:
			after = self.span.last + timedelta(days=1)
			table = table.filter(moment >= _moment(self.span.first, moment), moment < _moment(after, moment))
		return table.select(moment=table[self.entity.time]).distinct()

	def records(self, column: str, keys: Mapping[Axis, Any], limit: int) -> ibis.Table:
		"""Return the different values of a column among the rows behind some keys."""
		rows = self._rows({flat("", column)})
		conditions = [self._key(rows, axis) == _literal(key) for axis, key in keys.items()]
		rows = rows.filter(*conditions) if conditions else rows
		found = rows.select(record=rows[flat("", column)])
		return found.filter(found.record.notnull()).distinct().order_by("record").limit(limit)

	def _rows(self, more: Iterable[str] = ()) -> ibis.Table:
		wanted = self._columns() | set(more)
		rows = self._joined(wanted)
		conditions = self._conditions(rows)
		return rows.filter(*conditions) if conditions else rows

	def _columns(self) -> set[str]:
		"""Every column the question needs, flat."""
		entity = self.entity
		names = {axis.dimension for axis in self.definition.axes} | _fields_of(self.logic)
		wanted = {flat(one.join, one.column) for one in (self.view.dimensions[name] for name in names)}
		for measure, _aggregate in self.components.values():
			wanted |= {flat("", column) for column in (measure.column, *measure.where) if column}
		wanted |= {flat("", column) for column in entity.base if not self._speaks_of(column)}
		if self.engine.scope is not None:
			wanted.add(flat("", entity.rows[1]))
		if self.view.counting:
			wanted.add(flat("", entity.customer))
		if self.span is not None or self.days is not None:
			wanted.add(flat("", entity.time))
		return wanted

	def _joined(self, wanted: set[str]) -> ibis.Table:
		"""The entity's table with the columns of its joins; rows outside the scope and period go first."""
		entity = self.entity
		needed: dict[str, set[str]] = {}
		own = set()
		for name in wanted:
			join, _dot, column = name.rpartition("__")
			(needed.setdefault(join, set()) if join else own).add(column or name)
		own |= {entity.joins[name].column for name in needed}
		table = tables.table(entity.doctype, *sorted(own or {_any_column(entity)}))
		table = self._narrowed(table)
		for join in entity.joins.values():
			if join.name not in needed:
				continue
			other = tables.table(join.doctype, "name", *sorted(needed[join.name] - {"name"}))
			renamed = other.select(
				**{f"{join.name}__key": other.name},
				**{flat(join.name, column): other[column] for column in sorted(needed[join.name])},
			)
			table = table.left_join(renamed, table[join.column] == renamed[f"{join.name}__key"])
		return table

	def _narrowed(self, table: ibis.Table) -> ibis.Table:
		entity, conditions = self.entity, []
		if self.engine.scope is not None:
			conditions.append(table[entity.rows[1]].isin(tables.scope_table().customer))
		if self.span is not None:
			moment = table[entity.time]
			conditions.append(moment >= _moment(self.span.first, moment))
			conditions.append(moment < _moment(self.span.last + timedelta(days=1), moment))
		if self.days is not None:
			conditions.append(table[entity.time].isin([ibis.literal(day) for day in self.days]))
		for column, values in entity.base.items():
			if not self._speaks_of(column):
				conditions.append(table[column].isin(list(values)))
		if shared := self._where_of_all():
			column, values = shared
			conditions.append(table[column].isin(sorted(values)))
		return table.filter(*conditions) if conditions else table

	def _where_of_all(self) -> tuple[str, set[Any]] | None:
		"""The one column all measures choose their rows by, so that no other rows are read at all."""
		wheres = [measure.where for measure, _aggregate in self.components.values()]
		columns = {tuple(where) for where in wheres}
		if len(columns) != 1 or len(only := columns.pop()) != 1:
			return None
		return only[0], {value for where in wheres for value in where[only[0]]}

	def _speaks_of(self, column: str) -> bool:
		names = {axis.dimension for axis in self.definition.axes} | _fields_of(self.logic)
		dimensions = (self.view.dimensions[name] for name in names)
		return any(not one.join and one.column == column for one in dimensions)

	def _conditions(self, rows: ibis.Table) -> list[ibis.BooleanValue]:
		return [self._holds(rows, self.logic)] if self.logic is not None else []

	def _holds(self, rows: ibis.Table, logic: Logic) -> ibis.BooleanValue:
		if not isinstance(logic, Sign):
			parts = [self._holds(rows, part) for part in logic.parts]
			return reduce(and_ if logic.every else or_, parts) if parts else ibis.literal(logic.every)
		leaf = logic.leaf
		value = self._value(rows, self.view.dimensions[leaf.field.name])
		holds = compare(value, leaf, self.today)
		return ~holds.fill_null(False) if logic.negated else holds

	def _value(self, rows: ibis.Table, dimension: Dimension) -> ibis.Value:
		value = rows[flat(dimension.join, dimension.column)]
		if dimension.computed != "age":
			return value
		had_none_yet = value.month() * 100 + value.day() > self.today.month * 100 + self.today.day
		return self.today.year - value.year() - ibis.ifelse(had_none_yet, 1, 0)

	def _key(self, rows: ibis.Table, axis: Axis) -> ibis.Value:
		dimension = self.view.dimensions[axis.dimension]
		key = _bucket(self._value(rows, dimension), dimension, axis.grain)
		if self.kept is None or self.kept.axis != axis:
			return key
		others = OTHERS if key.type().is_string() else OTHERS_NUMBER
		return ibis.ifelse(key.isin([_literal(one) for one in self.kept.keys]), key, _literal(others))


def engine_for(view: View, user: str | None, choice: engines.Choice = "auto") -> engines.Engine:
	"""Return an engine within the rows of `user`; MariaDB where the snapshot lacks one of the entity's tables."""
	entity = view.entity
	doctype, _column = entity.rows
	if doctype == row_scope.CUSTOMER or user is None:
		query = engine_scope.customers_query(user, counting=view.counting)
	else:
		query = engine_scope.names_query(doctype, user, _criterion)
	if choice != "live":
		found = snapshots.current()
		needed = {entity.doctype, *(join.doctype for join in entity.joins.values())}
		if found is not None and not needed <= found.parts.keys():
			choice = "live"
	return engines.over(query, choice, of=doctype)


def last_days(days: Iterable[date], axes: Iterable[Axis], time_column: str) -> tuple[date, ...]:
	"""Return the month-ends a balance is taken from: the last of each bucket of its own time, else the very last."""
	grains = [axis.grain for axis in axes if axis.dimension == time_column and axis.grain]
	last: dict[tuple[int, ...], date] = {}
	for day in sorted(days):
		last[tuple(bucket_of(day, grain) for grain in grains)] = day
	return tuple(sorted(last.values()))


def parts_of(measure: Measure) -> tuple[Aggregate, ...]:
	"""Return what is asked of the engine for a measure: an average is a sum and a number."""
	if measure.aggregate == Aggregate.AVERAGE:
		return (Aggregate.SUM, Aggregate.AVERAGE)
	return (measure.aggregate,)


def component(measure: Measure, aggregate: Aggregate) -> str:
	"""Return the column of one part; the "average" of an average is the number of its values."""
	return f"{measure.name}__{aggregate.value}"


def flat(join: str, column: str) -> str:
	"""Return a column's name among those of all joins."""
	return f"{join}__{column}" if join else column


def _criterion(doctype: str, user: str, table: Any) -> Any:
	if doctype == _TARGET:
		return target_rows.criterion(doctype, user, table)
	return row_scope.criterion(doctype, user, table)


def _figure(rows: ibis.Table, measure: Measure, aggregate: Aggregate) -> ibis.Value:
	conditions = [rows[column].isin(list(values)) for column, values in measure.where.items()]
	where = reduce(and_, conditions) if conditions else None
	if aggregate == Aggregate.COUNT:
		return rows.count(where=where)
	asked = {
		Aggregate.DISTINCT: "nunique",
		Aggregate.SUM: "sum",
		Aggregate.AVERAGE: "count",
		Aggregate.LEAST: "min",
		Aggregate.MOST: "max",
	}[aggregate]
	return getattr(rows[measure.column], asked)(where=where)


def _bucket(value: ibis.Value, dimension: Dimension, grain: Grain | None) -> ibis.Value:
	if dimension.kind == Kind.MOMENT:
		return _of_time(value, grain or Grain.MONTH).fill_null(UNKNOWN)
	if dimension.kind == Kind.BAND:
		edges = dimension.bands[1:]
		steps = [(value < int(edge), at) for at, edge in enumerate(edges)]
		return ibis.cases((value.isnull(), UNKNOWN), *steps, else_=len(edges))
	if dimension.kind == Kind.NUMBER:
		return value.fill_null(UNKNOWN)
	if dimension.kind == Kind.TEXT:
		return value.fill_null("").strip()
	return value.fill_null("")


def _of_time(value: ibis.Value, grain: Grain) -> ibis.Value:
	if grain == Grain.MONTH:
		return value.year() * 100 + value.month()
	if grain == Grain.QUARTER:
		return value.year() * 10 + value.quarter()
	if grain == Grain.YEAR:
		return value.year()
	if grain == Grain.WEEKDAY:
		return value.day_of_week.index()
	if grain == Grain.HOUR:
		return value.hour() if value.type().is_timestamp() else ibis.ifelse(value.isnull(), ibis.null(int), 0)
	day = value.date() if value.type().is_timestamp() else value
	if grain == Grain.DAY:
		return day.delta(ibis.date(EPOCH.isoformat()), unit="day")
	return day.delta(ibis.date(FIRST_MONDAY.isoformat()), unit="day") // 7


def _literal(value: Any) -> ibis.Value:
	return ibis.literal(value)


def _moment(day: date, like: ibis.Value) -> ibis.Value:
	return ibis.literal(day if like.type().is_date() else datetime.combine(day, time.min))


def _fields_of(logic: Logic | None) -> set[str]:
	if logic is None:
		return set()
	return {sign.leaf.field.name for sign in signs(logic) if isinstance(sign.leaf, Compare)}


def _any_column(entity: Entity) -> str:
	"""A column to count rows by where a question names none."""
	return entity.customer or entity.time or next(iter(tables.columns(entity.doctype)))
