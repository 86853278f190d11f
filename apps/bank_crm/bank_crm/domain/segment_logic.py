"""Conditions as logic: negations at the leaves, what holds together, and pairs that can never hold (SEG-11).

Nothing here looks at data; `find_conflicts` only claims what follows from the conditions themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from .segment_fields import FieldKind, Measure
from .segment_schema import (
	COMPLEMENT,
	Compare,
	Fact,
	Group,
	GroupOp,
	Node,
	Operator,
	RelativeDay,
)


@dataclass(frozen=True, slots=True)
class Sign:
	"""A leaf with a positive operator, or its complement."""

	leaf: Compare | Fact
	negated: bool = False

	@property
	def path(self) -> str:
		"""The path of the node it came from."""
		return self.leaf.path


@dataclass(frozen=True, slots=True)
class Terms:
	"""Parts of which all hold (`every`), or at least one; `path` is that of the group they came from."""

	path: str
	every: bool
	parts: tuple[Logic, ...]


Logic = Sign | Terms


def normalise(node: Node, *, negated: bool = False) -> Logic:
	"""Move negations to the leaves and join groups of the same kind; the meaning stays (see the schema)."""
	if not isinstance(node, Group):
		return _sign(node, negated)
	if node.op == GroupOp.NOT:
		return normalise(node.conditions[0], negated=not negated)
	every = (node.op == GroupOp.AND) != negated
	parts: list[Logic] = []
	for condition in node.conditions:
		part = normalise(condition, negated=negated)
		if isinstance(part, Terms) and (part.every == every or len(part.parts) == 1):
			parts.extend(part.parts)
		else:
			parts.append(part)
	return Terms(node.path, every, tuple(parts))


def signs(logic: Logic) -> Iterator[Sign]:
	"""Yield the leaves from left to right."""
	if isinstance(logic, Sign):
		yield logic
	else:
		for part in logic.parts:
			yield from signs(part)


def conjuncts(logic: Logic) -> tuple[Logic, ...]:
	"""Return what must hold at the same time."""
	return logic.parts if isinstance(logic, Terms) and logic.every else (logic,)


def find_conflicts(logic: Logic, today: date) -> list[tuple[str, str]]:
	"""Return the paths of every pair of conditions that must hold together and cannot."""
	if isinstance(logic, Sign):
		return []
	found = []
	if logic.every:
		together = [part for part in logic.parts if isinstance(part, Sign)]
		found = [
			(first.path, second.path)
			for first, second in combinations(together, 2)
			if _exclude_each_other(first, second, today)
		]
	for part in logic.parts:
		found.extend(find_conflicts(part, today))
	return found


def _sign(leaf: Compare | Fact, negated: bool) -> Sign:
	if isinstance(leaf, Fact) and leaf.measure == Measure.EXISTS and leaf.value is False:
		return Sign(replace(leaf, value=True), not negated)
	if positive := COMPLEMENT.get(leaf.operator):
		return Sign(replace(leaf, operator=positive), not negated)
	return Sign(leaf, negated)


@dataclass(frozen=True, slots=True)
class _Span:
	"""Everything from `low` to `high`; None is no limit, an open end is not part of it."""

	low: Any = None
	high: Any = None
	low_open: bool = False
	high_open: bool = False

	def is_empty(self) -> bool:
		if self.low is None or self.high is None:
			return False
		return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

	def meets(self, other: _Span) -> bool:
		low = max((span for span in (self, other) if span.low is not None), key=_from, default=None)
		high = min((span for span in (self, other) if span.high is not None), key=_to, default=None)
		both = _Span(
			low and low.low, high and high.high, bool(low and low.low_open), bool(high and high.high_open)
		)
		return not both.is_empty()

	def within(self, other: _Span) -> bool:
		starts = other.low is None or (self.low is not None and _from(self) >= _from(other))
		ends = other.high is None or (self.high is not None and _to(self) <= _to(other))
		return starts and ends


def _from(span: _Span) -> tuple[Any, bool]:
	return span.low, span.low_open


def _to(span: _Span) -> tuple[Any, bool]:
	return span.high, not span.high_open


def _exclude_each_other(first: Sign, second: Sign, today: date) -> bool:
	if first.negated and second.negated:
		return False
	one, other = first.leaf, second.leaf
	if isinstance(one, Fact) and isinstance(other, Fact):
		return _facts_exclude(first, second)
	if isinstance(one, Fact) or isinstance(other, Fact) or one.field.name != other.field.name:
		return False
	a, b = _values(one, today), _values(other, today)
	return _sets_exclude(a, b, first.negated, second.negated)


def _sets_exclude(a: object, b: object, a_negated: bool, b_negated: bool) -> bool:
	if a is None or b is None:
		return False
	if a_negated:
		return _contained(b, a)
	return _contained(a, b) if b_negated else not _overlap(a, b)


def _facts_exclude(first: Sign, second: Sign) -> bool:
	one, other = first.leaf, second.leaf
	same = one.fact == other.fact and _rows(one) == _rows(other)
	if not same:
		return False
	if one.measure == other.measure == Measure.EXISTS:
		inner, outer = (other, one) if first.negated else (one, other)
		# a row within a short window is one within a longer window too
		shorter = outer.days is None or (inner.days is not None and inner.days <= outer.days)
		return first.negated != second.negated and shorter
	if one.days != other.days:
		return False
	a, b = _counted(one), _counted(other)
	if a is None or b is None or a[0] != b[0]:
		return False
	return _sets_exclude(a[1], b[1], first.negated, second.negated)


def _rows(fact: Fact) -> frozenset[tuple[str, Operator, str]]:
	return frozenset((leaf.field.name, leaf.operator, repr(leaf.value)) for leaf in fact.where)


def _counted(fact: Fact) -> tuple[tuple[Measure, str], _Span] | None:
	"""What is measured and the values it may have; "exists" is a count from one."""
	if fact.measure == Measure.EXISTS:
		return (Measure.COUNT, ""), _Span(Decimal(1))
	span = _span(fact.operator, fact.value)
	return span and ((fact.measure, fact.of), span)


def _values(leaf: Compare, today: date) -> _Span | frozenset[str] | None:
	"""The values a positive leaf accepts; None where that is not a simple set."""
	kind, value = leaf.field.kind, leaf.value
	if leaf.operator == Operator.SET:
		return _Span()
	if kind in (FieldKind.NUMBER, FieldKind.AMOUNT):
		return _span(leaf.operator, value)
	if kind == FieldKind.DATE:
		days = tuple(_day(one, today) for one in value) if isinstance(value, tuple) else _day(value, today)
		return _span(leaf.operator, days)
	if leaf.operator not in (Operator.EQUAL, Operator.IN):
		return None
	texts = value if isinstance(value, tuple) else (value,)
	return frozenset(str(text).lower() if kind == FieldKind.TEXT else str(text) for text in texts)


def _day(value: Any, today: date) -> Any:
	return value.on(today) if isinstance(value, RelativeDay) else value


def _span(operator: Operator, value: Any) -> _Span | None:
	if operator == Operator.EQUAL:
		return _Span(value, value)
	if operator == Operator.BETWEEN:
		return _Span(*value)
	if operator in (Operator.ABOVE, Operator.AT_LEAST):
		return _Span(low=value, low_open=operator == Operator.ABOVE)
	if operator in (Operator.BELOW, Operator.AT_MOST):
		return _Span(high=value, high_open=operator == Operator.BELOW)
	return None


def _overlap(a: _Span | frozenset[str], b: _Span | frozenset[str]) -> bool:
	if isinstance(a, frozenset) and isinstance(b, frozenset):
		return not a.isdisjoint(b)
	if isinstance(a, frozenset) or isinstance(b, frozenset):
		return True  # one of them is "is set"
	return a.meets(b)


def _contained(a: _Span | frozenset[str], b: _Span | frozenset[str]) -> bool:
	"""Whether everything in `a` is in `b`."""
	if isinstance(a, frozenset):
		return a <= b if isinstance(b, frozenset) else True  # every text is "set"
	return not isinstance(b, frozenset) and a.within(b)
