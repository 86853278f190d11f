"""From stored JSON to the typed tree of conditions; everything wrong with it is found in one pass (SEG-10).

The form is described in `segment_schema`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .segment_fields import AMOUNT_MEASURES, Catalogue, FactSpec, FieldKind, FieldSpec, Measure
from .segment_schema import (
	MOST_AMOUNT,
	MOST_COUNT,
	MOST_DAYS,
	MOST_DEPTH,
	MOST_LETTERS,
	MOST_NODES,
	MOST_VALUES,
	OPERATORS,
	UNARY,
	VERSION,
	Compare,
	ConditionsRefused,
	Fact,
	Group,
	GroupOp,
	Node,
	Operator,
	Problem,
	RelativeDay,
	Scalar,
	Value,
	operators_of,
)

ROOT = "root"
_GROUP_KEYS = {"op", "conditions"}
_FIELD_KEYS = {"field", "operator", "value"}
_FACT_KEYS = {"fact", "measure", "where", "days", "of", "operator", "value"}
#: How the values of measures are written.
_MEASURED = FieldSpec("", FieldKind.NUMBER)
#: Amounts are kept with nine decimals.
_MOST_DECIMALS = 9
#: Years a date may lie in.
_YEARS = (1900, 2200)


class _Wrong(Exception):
	"""A value that is none; carries the code and its values to the node that knows the path."""

	def __init__(self, code: str, **params: object) -> None:
		super().__init__(code)
		self.code = code
		self.params = params


def read(conditions: object, catalogue: Catalogue) -> Node:
	"""Return the typed tree of `{"version": 1, "root": …}`; ConditionsRefused with every problem found."""
	reader = _Reader(catalogue)
	tree = reader.document(conditions)
	if reader.problems or tree is None:
		raise ConditionsRefused(reader.problems)
	return tree


def leaves(node: Node) -> Iterable[Compare | Fact]:
	"""Yield the leaves from left to right."""
	if isinstance(node, Group):
		for condition in node.conditions:
			yield from leaves(condition)
	else:
		yield node


class _Reader:
	"""One pass over one tree."""

	def __init__(self, catalogue: Catalogue) -> None:
		self.catalogue = catalogue
		self.problems: list[Problem] = []
		self.nodes = 0

	def document(self, conditions: object) -> Node | None:
		if not isinstance(conditions, Mapping):
			return self._wrong("", "", "not_conditions")
		if conditions.get("version") != VERSION:
			return self._wrong("", "version", "unknown_version", version=_short(conditions.get("version")))
		if "root" not in conditions:
			return self._wrong("", "root", "missing_key")
		return self._node(conditions["root"], ROOT, 1)

	def _node(self, raw: object, path: str, depth: int) -> Node | None:
		self.nodes += 1
		if self.nodes > MOST_NODES:
			# one complaint is enough for a tree that is far too large
			return (
				self._wrong(path, "", "too_many_nodes", most=MOST_NODES)
				if self.nodes == MOST_NODES + 1
				else None
			)
		if depth > MOST_DEPTH:
			return self._wrong(path, "", "too_deep", most=MOST_DEPTH)
		if not isinstance(raw, Mapping):
			return self._wrong(path, "", "not_a_node")
		kinds = [key for key in ("op", "field", "fact") if key in raw]
		if len(kinds) != 1:
			return self._wrong(path, "", "unclear_node")
		if kinds == ["op"]:
			return self._group(raw, path, depth)
		return self._compare_profile(raw, path) if kinds == ["field"] else self._fact(raw, path)

	def _group(self, raw: Mapping[str, Any], path: str, depth: int) -> Group | None:
		self._keys(raw, path, _GROUP_KEYS)
		try:
			op = GroupOp(raw["op"])
		except ValueError:
			return self._wrong(path, "op", "unknown_group", op=_short(raw["op"]))
		children = raw.get("conditions")
		if not isinstance(children, list):
			return self._wrong(path, "conditions", "not_a_list")
		if not children and (path != ROOT or op != GroupOp.AND):
			return self._wrong(path, "conditions", "empty_group")
		if op == GroupOp.NOT and len(children) != 1:
			return self._wrong(path, "conditions", "not_takes_one")
		nodes = [self._node(child, f"{path}.conditions.{at}", depth + 1) for at, child in enumerate(children)]
		return Group(path, op, tuple(node for node in nodes if node is not None))

	def _compare_profile(self, raw: Mapping[str, Any], path: str) -> Compare | None:
		name = raw["field"]
		if isinstance(name, str):
			name = name.removeprefix("customer.")
		spec = self.catalogue.profile.get(name) if isinstance(name, str) else None
		if spec is None:
			code = (
				self.catalogue.withheld.get(name, "unknown_field")
				if isinstance(name, str)
				else "unknown_field"
			)
			return self._wrong(path, "field", code, field=_short(name))
		return self._compare(raw, path, spec)

	def _compare(self, raw: Mapping[str, Any], path: str, spec: FieldSpec) -> Compare | None:
		self._keys(raw, path, _FIELD_KEYS)
		operator = self._operator(raw, path, operators_of(spec))
		if operator is None:
			return None
		found, value = self._value(raw, path, spec, operator)
		return Compare(path, spec, operator, value) if found else None

	def _fact(self, raw: Mapping[str, Any], path: str) -> Fact | None:
		self._keys(raw, path, _FACT_KEYS)
		name = raw["fact"]
		spec = self.catalogue.facts.get(name) if isinstance(name, str) else None
		if spec is None:
			code = (
				self.catalogue.withheld.get(name, "unknown_fact") if isinstance(name, str) else "unknown_fact"
			)
			return self._wrong(path, "fact", code, fact=_short(name))
		where = self._where(raw, path, spec)
		days = self._days(raw, path, spec)
		try:
			measure = Measure(raw.get("measure"))
		except ValueError:
			measure = None
		if measure not in spec.measures:
			return self._wrong(path, "measure", "unknown_measure", measure=_short(raw.get("measure")))
		of = self._of(raw, path, spec, measure)
		if measure == Measure.EXISTS:
			allowed: tuple[Operator, ...] = (Operator.EQUAL,)
		else:
			allowed = OPERATORS[_MEASURED.kind]
		operator = self._operator(raw, path, allowed)
		if operator is None:
			return None
		if measure == Measure.EXISTS:
			if not isinstance(raw.get("value"), bool):
				return self._wrong(path, "value", "not_yes_or_no")
			return Fact(path, spec.name, measure, where, days, of, operator, raw["value"])
		found, value = self._value(raw, path, _MEASURED, operator, whole=not of)
		return Fact(path, spec.name, measure, where, days, of, operator, value) if found else None

	def _where(self, raw: Mapping[str, Any], path: str, spec: FactSpec) -> tuple[Compare, ...]:
		children = raw.get("where", [])
		if not isinstance(children, list):
			self._wrong(path, "where", "not_a_list")
			return ()
		found = []
		for at, child in enumerate(children):
			here = f"{path}.where.{at}"
			self.nodes += 1
			if self.nodes > MOST_NODES:
				self._wrong(path, "where", "too_many_nodes", most=MOST_NODES)
				break
			if not isinstance(child, Mapping) or not isinstance(child.get("field"), str):
				self._wrong(here, "field", "not_a_node")
				continue
			name = child["field"].removeprefix(f"{spec.name}.")
			field_spec = spec.field(name)
			if field_spec is None:
				code = self.catalogue.withheld.get(f"{spec.name}.{name}", "unknown_field")
				self._wrong(here, "field", code, field=_short(name))
			elif (compare := self._compare(child, here, field_spec)) is not None:
				found.append(compare)
		return tuple(found)

	def _days(self, raw: Mapping[str, Any], path: str, spec: FactSpec) -> int | None:
		days = raw.get("days")
		if days is None:
			return None
		if not spec.time:
			return self._wrong(path, "days", "no_window")
		if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MOST_DAYS:
			return self._wrong(path, "days", "not_days", most=MOST_DAYS)
		return days

	def _of(self, raw: Mapping[str, Any], path: str, spec: FactSpec, measure: Measure) -> str:
		if measure not in AMOUNT_MEASURES:
			if raw.get("of"):
				self._wrong(path, "of", "no_amount")
			return ""
		of = raw.get("of") or spec.amounts[0]
		if of not in spec.amounts:
			self._wrong(path, "of", "unknown_amount", of=_short(of))
		return str(of)

	def _operator(self, raw: Mapping[str, Any], path: str, allowed: tuple[Operator, ...]) -> Operator | None:
		try:
			operator = Operator(raw.get("operator"))
		except ValueError:
			return self._wrong(path, "operator", "unknown_operator", operator=_short(raw.get("operator")))
		if operator not in allowed:
			return self._wrong(path, "operator", "operator_not_here", operator=operator.value)
		return operator

	def _value(
		self, raw: Mapping[str, Any], path: str, spec: FieldSpec, operator: Operator, whole: bool = False
	) -> tuple[bool, Value]:
		value = raw.get("value")
		try:
			if operator in UNARY:
				return True, None
			if operator in (Operator.IN, Operator.NOT_IN):
				return True, _many(value, spec)
			if operator == Operator.BETWEEN:
				return True, _range(value, spec, whole)
			return True, _scalar(value, spec, whole)
		except _Wrong as wrong:
			self._wrong(path, "value", wrong.code, **wrong.params)
			return False, None

	def _keys(self, raw: Mapping[str, Any], path: str, known: set[str]) -> None:
		for key in raw:
			if key not in known:
				self._wrong(path, _short(key), "unknown_key", entry=_short(key))

	def _wrong(self, path: str, key: str, code: str, **params: object) -> None:
		self.problems.append(Problem(path, key, code, params))


def _many(value: object, spec: FieldSpec) -> tuple[Scalar, ...]:
	if not isinstance(value, list) or not value:
		raise _Wrong("not_a_list_of_values")
	if len(value) > MOST_VALUES:
		raise _Wrong("too_many_values", most=MOST_VALUES)
	return tuple(dict.fromkeys(_scalar(one, spec) for one in value))


def _range(value: object, spec: FieldSpec, whole: bool) -> tuple[Scalar, ...]:
	if not isinstance(value, list) or len(value) != 2:
		raise _Wrong("not_a_range")
	low, high = (_scalar(one, spec, whole) for one in value)
	if type(low) is type(high) and _place(low) > _place(high):
		raise _Wrong("reversed_range")
	return low, high


def _place(value: Scalar) -> Any:
	return value.days if isinstance(value, RelativeDay) else value


def _scalar(value: object, spec: FieldSpec, whole: bool = False) -> Scalar:
	if spec.kind in (FieldKind.NUMBER, FieldKind.AMOUNT):
		return _number(value, whole)
	if spec.kind == FieldKind.DATE:
		return _day(value)
	if not isinstance(value, str) or not value.strip():
		raise _Wrong("missing_value")
	if len(value) > MOST_LETTERS:
		raise _Wrong("too_long", most=MOST_LETTERS)
	if "\x00" in value:
		raise _Wrong("not_a_text")
	if spec.kind == FieldKind.CHOICE and value not in spec.options:
		raise _Wrong("unknown_option", value=_short(value))
	return value if spec.kind == FieldKind.LINK else value.strip()


def _number(value: object, whole: bool) -> Decimal:
	if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal) or len(str(value)) > 40:
		raise _Wrong("not_a_number")
	try:
		number = Decimal(str(value).strip())
	except InvalidOperation:
		raise _Wrong("not_a_number") from None
	if not number.is_finite():
		raise _Wrong("not_a_number")
	if abs(number) > MOST_AMOUNT:
		raise _Wrong("absurd_number", most=str(MOST_AMOUNT))
	if whole and not 0 <= number <= MOST_COUNT:
		raise _Wrong("not_a_count", most=MOST_COUNT)
	if number != number.quantize(Decimal(1) if whole else Decimal(1).scaleb(-_MOST_DECIMALS)):
		raise _Wrong("not_whole" if whole else "too_precise", most=_MOST_DECIMALS)
	return number


def _day(value: object) -> date | RelativeDay:
	if isinstance(value, Mapping):
		days = value.get("days")
		if (
			set(value) != {"days"}
			or not isinstance(days, int)
			or isinstance(days, bool)
			or abs(days) > 10 * MOST_DAYS
		):
			raise _Wrong("not_a_date")
		return RelativeDay(days)
	if not isinstance(value, str) or len(value) != len("2026-01-01"):
		raise _Wrong("not_a_date")
	try:
		day = date.fromisoformat(value)
	except ValueError:
		raise _Wrong("not_a_date") from None
	if not _YEARS[0] <= day.year <= _YEARS[1]:
		raise _Wrong("not_a_date")
	return day


def _short(value: object) -> str:
	"""A piece of what was given, for the message; never more than a line."""
	return str(value)[:40]
