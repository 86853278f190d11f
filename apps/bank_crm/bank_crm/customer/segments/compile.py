"""From a tree of conditions to one Ibis expression, which every engine answers alike (SEG-09, SEG-12).

What the operators mean is written down in `domain/segment_schema.py`; how unknown values behave is decided there, and
this module only says it in Ibis. Moments are compared as half-open ranges of days, numbers as written, so that the
database can use its indexes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

import frappe
import ibis
from frappe.utils import getdate, now, today
from sqlglot import expressions as sge

from bank_crm.analytics.engine import engines, live, scope, tables
from bank_crm.customer.segments import fields
from bank_crm.domain.enums import CustomerStatus
from bank_crm.domain.segment_fields import FactSpec, FieldKind, Measure
from bank_crm.domain.segment_logic import Logic, Sign, normalise, signs
from bank_crm.domain.segment_schema import Compare, Fact, Node, Operator, RelativeDay

_MONEY = "decimal(31, 9)"
#: Days before which nothing a bank knows has happened, about three hundred years.
_OLDEST = 100_000


def members(
	conditions: Mapping[str, Any] | Node, engine: engines.Engine | None = None, user: str | None = None
) -> ibis.Table:
	"""Return the customers that fulfil a tree, one column `customer`, within the engine's scope.

	The expression belongs to no engine; `engine` only says whether there is a scope to keep to, and without one the
	live engine of `user` is meant (None: the bank itself).
	"""
	engine = engine or engines.choose(user, "live")
	tree = fields.read(conditions, user) if isinstance(conditions, Mapping) else conditions
	question = Question.of([normalise(tree)], getdate(today()))
	(holds,) = question.predicates
	return scope.restrict(question.customers, engine.scope).filter(holds).select(customer="name")


def insert_select(
	conditions: Mapping[str, Any] | Node,
	into: str,
	columns: Mapping[str, object] | None = None,
	user: str | None = None,
) -> int:
	"""Add the members to a DocType with a `customer` column, in one statement on MariaDB; return how many are new.

	Within the caller's transaction. `columns` are the other columns' constants. A row that is there already (by a
	unique key of the DocType) stays as it is. `user` keeps to that user's rows, None means the bank itself.
	"""
	engine = engines.choose(user, "live")
	stamp = now()
	values: dict[str, object] = {"creation": stamp, "modified": stamp, "owner": frappe.session.user}
	values |= {"modified_by": frappe.session.user, **(columns or {})}
	terms: dict[str, sge.Expression | str] = {column: _constant(value) for column, value in values.items()}
	terms["customer"] = sge.column("customer", table="source", quoted=True)
	terms["name"] = _new_name(into)
	statement = live.compile_insert(members(conditions, engine, user), into, terms, engine.scope)
	frappe.db.sql(statement.get_sql(), statement.values)
	return int(frappe.db._cursor.rowcount)


@dataclass(slots=True)
class Question:
	"""Customers joined with what the predicates need; `predicates` go with the logics it was made of."""

	day: date
	customers: ibis.Table
	predicates: list[ibis.BooleanValue] = field(default_factory=list)
	_facts: dict[str, tuple[str, str]] = field(default_factory=dict)

	@classmethod
	def of(cls, logics: list[Logic], day: date) -> Question:
		"""Prepare one or more logics over the same customers, `day` being today."""
		needed = [sign.leaf for logic in logics for sign in signs(logic)]
		question = cls(day, _active_customers(needed))
		question._join_household(needed)
		question._join_facts(needed)
		question.predicates = [question._holds(logic) for logic in logics]
		return question

	def _join_household(self, needed: list[Compare | Fact]) -> None:
		names = sorted(
			{leaf.field.name for leaf in needed if isinstance(leaf, Compare) and "." in leaf.field.name}
		)
		if not names:
			return
		household = tables.table(tables.HOUSEHOLD, "name", *(fields.home_of(name)[1] for name in names))
		figures = household.select(
			household_key=household.name,
			**{_flat(name): household[fields.home_of(name)[1]] for name in names},
		)
		self.customers = self.customers.left_join(
			figures, self.customers.household == figures.household_key
		).select(self.customers, *(figures[_flat(name)] for name in names))

	def _join_facts(self, needed: list[Compare | Fact]) -> None:
		joined = self.customers
		for leaf in needed:
			if not isinstance(leaf, Fact):
				continue
			signature = _signature(leaf)
			if signature in self._facts:
				continue
			key, value = f"fact{len(self._facts)}_customer", f"fact{len(self._facts)}_value"
			self._facts[signature] = key, value
			figures = _measured(leaf, self.day, key, value)
			joined = joined.left_join(figures, joined.name == figures[key])
		self.customers = joined

	def _holds(self, logic: Logic) -> ibis.BooleanValue:
		if isinstance(logic, Sign):
			return self._sign(logic)
		parts = [self._holds(part) for part in logic.parts]
		if not parts:
			return ibis.literal(logic.every)
		return reduce(and_ if logic.every else or_, parts)

	def _sign(self, sign: Sign) -> ibis.BooleanValue:
		leaf = sign.leaf
		if isinstance(leaf, Compare):
			value = self._profile(leaf.field.name)
			holds = compare(value, leaf, self.day)
		else:
			key, value = self._facts[_signature(leaf)]
			holds = _measure_holds(leaf, self.customers, key, value, self.day)
		return ~holds.fill_null(False) if sign.negated else holds

	def _profile(self, name: str) -> ibis.Value:
		born = self.customers.birth_date if name in ("age", "birth_month") else None
		if name == "birth_month":
			return born.month()
		if name == "age":
			had_none_yet = born.month() * 100 + born.day() > self.day.month * 100 + self.day.day
			return self.day.year - born.year() - ibis.ifelse(had_none_yet, 1, 0)
		return self.customers[_flat(name)]


def compare(value: ibis.Value, leaf: Compare, day: date) -> ibis.BooleanValue:
	"""Say a positive leaf in Ibis; null or false where the value is unknown."""
	kind, operator, wanted = leaf.field.kind, leaf.operator, leaf.value
	if operator == Operator.SET:
		return (value.notnull() & (value != "")) if value.type().is_string() else _number_set(value, kind)
	if kind == FieldKind.DATE:
		return _in_days(value, operator, wanted, day)
	if kind in (FieldKind.NUMBER, FieldKind.AMOUNT):
		return _ordered(value, operator, wanted)
	texts = [str(text) for text in (wanted if isinstance(wanted, tuple) else (wanted,))]
	if kind != FieldKind.TEXT:
		return value.isin(texts)
	written = value.lower()
	if operator == Operator.LIKE:
		return written.contains(texts[0].lower())
	return reduce(or_, [written == text.lower() for text in texts])


def _active_customers(needed: list[Compare | Fact]) -> ibis.Table:
	columns = {"name", "status"}
	for leaf in needed:
		if isinstance(leaf, Compare):
			doctype, column = fields.home_of(leaf.field.name)
			columns.add(column if doctype == fields.CUSTOMER else "household")
	customers = tables.table(tables.CUSTOMER, *sorted(columns))
	return customers.filter(customers.status.isin([CustomerStatus.ACTIVE.value]))


def _flat(name: str) -> str:
	return name.replace(".", "_")


def _signature(leaf: Fact) -> str:
	"""What makes two leaves ask for the same figure."""
	return repr(
		(
			leaf.fact,
			leaf.measure,
			leaf.of,
			leaf.days,
			[(w.field.name, w.operator, w.value) for w in leaf.where],
			(leaf.operator, leaf.value) if _one_row_decides(leaf) else None,
		)
	)


def _one_row_decides(leaf: Fact) -> bool:
	"""Whether one row that is high (or low) enough by itself fulfils a condition on the highest (or lowest)."""
	deciding = {
		Measure.MOST: (Operator.ABOVE, Operator.AT_LEAST),
		Measure.LEAST: (Operator.BELOW, Operator.AT_MOST),
	}
	return leaf.operator in deciding.get(leaf.measure, ())


def _measured(leaf: Fact, day: date, key: str, value: str) -> ibis.Table:
	"""One row a customer with rows that fulfil the leaf's `where`: the customer and the figure."""
	spec = fields.facts_by_name()[leaf.fact]
	rows = _rows(leaf, spec, day)
	if _one_row_decides(leaf):
		rows = rows.filter(_ordered(rows[leaf.of], leaf.operator, leaf.value))
	groups = rows.group_by(**{key: rows.customer})
	if leaf.measure == Measure.EXISTS:
		return groups.agg(**{value: ibis.literal(1)})
	if leaf.measure == Measure.COUNT:
		return groups.agg(**{value: rows.count()})
	if leaf.measure == Measure.LAST:
		return groups.agg(**{value: rows[spec.time].max()})
	amount = rows[leaf.of]
	if leaf.measure == Measure.AVERAGE:
		# sum and count apart: engines round an average differently
		return groups.agg(**{value: amount.sum(), f"{value}_rows": amount.count()})
	figure = {Measure.SUM: amount.sum, Measure.LEAST: amount.min, Measure.MOST: amount.max}[leaf.measure]()
	return groups.agg(**{value: figure})


def _rows(leaf: Fact, spec: FactSpec, day: date) -> ibis.Table:
	named = {one.field.name for one in leaf.where}
	ended = spec.ended if spec.ended and spec.ended[0] not in named else None
	columns = {"customer", *named, *filter(None, (leaf.of, spec.until, ended and ended[0]))}
	if leaf.days is not None or leaf.measure == Measure.LAST:
		columns.add(spec.time)
	rows = tables.table(spec.doctype, *sorted(columns))
	conditions = [_where(rows, one, day) for one in leaf.where]
	if leaf.days is not None:
		start = day - timedelta(days=leaf.days)
		conditions.append(rows[spec.time] >= _moment(start, rows[spec.time]))
	if spec.until:
		until = rows[spec.until]
		conditions.append(until.isnull() | (until >= _moment(day, until)))
	if ended:
		conditions.append(~rows[ended[0]].isin([ended[1]]).fill_null(False))
	return rows.filter(*conditions) if conditions else rows


def _where(rows: ibis.Table, leaf: Compare, day: date) -> ibis.BooleanValue:
	sign = normalise(leaf)
	holds = compare(rows[leaf.field.name], sign.leaf, day)
	return ~holds.fill_null(False) if sign.negated else holds


def _measure_holds(leaf: Fact, customers: ibis.Table, key: str, value: str, day: date) -> ibis.BooleanValue:
	"""Whether a customer's figure fulfils a positive leaf; `key` is null for customers without rows."""
	figure = customers[value]
	if leaf.measure == Measure.EXISTS:
		return customers[key].notnull()
	if leaf.measure == Measure.LAST:
		return _days_ago(figure, leaf.operator, leaf.value, day)
	if leaf.measure == Measure.AVERAGE:
		return _ordered(figure, leaf.operator, leaf.value, times=customers[f"{value}_rows"])
	holds = _ordered(figure, leaf.operator, leaf.value)
	if leaf.measure in (Measure.COUNT, Measure.SUM) and _holds_for_zero(leaf):
		return customers[key].isnull() | holds
	return holds


def _holds_for_zero(leaf: Fact) -> bool:
	"""Whether no rows at all fulfil a condition on their number or sum."""
	low, high = leaf.value if isinstance(leaf.value, tuple) else (leaf.value, leaf.value)
	return {
		Operator.EQUAL: low == 0,
		Operator.ABOVE: low < 0,
		Operator.AT_LEAST: low <= 0,
		Operator.BELOW: low > 0,
		Operator.AT_MOST: low >= 0,
		Operator.BETWEEN: low <= 0 <= high,
	}[leaf.operator]


def _ordered(
	value: ibis.Value, operator: Operator, wanted: Any, times: ibis.IntegerValue | None = None
) -> ibis.BooleanValue:
	"""Compare numbers; with `times` the wanted number counts so many times (an average by its sum)."""

	def number(one: Decimal) -> ibis.Value:
		literal = ibis.literal(int(one)) if one == one.to_integral_value() else ibis.literal(one, type=_MONEY)
		return literal if times is None else times * literal

	if operator == Operator.BETWEEN:
		return (value >= number(wanted[0])) & (value <= number(wanted[1]))
	return {
		Operator.EQUAL: lambda: value == number(wanted),
		Operator.ABOVE: lambda: value > number(wanted),
		Operator.AT_LEAST: lambda: value >= number(wanted),
		Operator.BELOW: lambda: value < number(wanted),
		Operator.AT_MOST: lambda: value <= number(wanted),
	}[operator]()


def _number_set(value: ibis.Value, kind: FieldKind) -> ibis.BooleanValue:
	"""Frappe stores an unknown number as 0; an unknown date is null."""
	return value.notnull() if kind == FieldKind.DATE else value != 0


def _in_days(value: ibis.Value, operator: Operator, wanted: Any, day: date) -> ibis.BooleanValue:
	given = wanted if isinstance(wanted, tuple) else (wanted,)
	days = [one.on(day) if isinstance(one, RelativeDay) else one for one in given]
	first, last = days[0], days[-1]
	at, after = _moment(first, value), _moment(last + timedelta(days=1), value)
	return {
		Operator.EQUAL: lambda: (value >= at) & (value < after),
		Operator.BETWEEN: lambda: (value >= at) & (value < after),
		Operator.ABOVE: lambda: value >= after,
		Operator.AT_LEAST: lambda: value >= at,
		Operator.BELOW: lambda: value < at,
		Operator.AT_MOST: lambda: value < after,
	}[operator]()


def _days_ago(value: ibis.Value, operator: Operator, wanted: Any, day: date) -> ibis.BooleanValue:
	"""Compare the age in days: more days ago is an earlier moment."""
	ages = [min(int(one), _OLDEST) for one in (wanted if isinstance(wanted, tuple) else (wanted,))]
	newest, oldest = day - timedelta(days=ages[0]), day - timedelta(days=ages[-1])
	turned = {
		Operator.ABOVE: Operator.BELOW,
		Operator.AT_LEAST: Operator.AT_MOST,
		Operator.BELOW: Operator.ABOVE,
		Operator.AT_MOST: Operator.AT_LEAST,
	}
	if operator == Operator.BETWEEN:
		return _in_days(value, operator, (oldest, newest), day)
	return _in_days(value, turned.get(operator, operator), newest, day)


def _moment(day: date, like: ibis.Value) -> ibis.Value:
	"""The beginning of a day as the type of `like`."""
	if like.type().is_date():
		return ibis.literal(day)
	return ibis.literal(datetime.combine(day, time.min))


def _constant(value: object) -> sge.Expression | str:
	if value is None:
		return sge.null()
	if isinstance(value, bool | int | Decimal):
		return sge.convert(int(value) if isinstance(value, bool) else value)
	return str(value)


def _new_name(doctype: str) -> sge.Expression:
	"""The next number of an autoincrement DocType; only those take members."""
	if frappe.get_meta(doctype).autoname != "autoincrement":
		raise ValueError(f"{doctype} is not numbered by the database")
	sequence = sge.column(f"{frappe.scrub(doctype)}_id_seq", quoted=True)
	return sge.Anonymous(this="nextval", expressions=[sequence])
