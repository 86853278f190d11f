"""Entities, dimensions, measures and joins, as read from `entities/*.json` and from the hook `bank_semantic_entities`.

An entity file says: `name`, `label`, `doctype`; `time`, the moment periods look at; `customer`, the column that names one;
`rows`, whose row criterion applies ([DocType, column that names it], the customer's unless said otherwise); `base`,
values rows have unless the report speaks of that column itself; `balance`, figures that are levels and not added up over
time; `joins`, `dimensions` and `measures`. A join with `share` brings those dimensions of another entity that are
marked `shared`, named <join>_<dimension>.

Labels are English and translated; a dimension without one is called like its field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import frappe

HOOK = "bank_semantic_entities"
_FOLDER = Path(__file__).parent / "entities"


class Kind(str, Enum):
	"""How the values of a dimension are put together."""

	CHOICE = "choice"
	LINK = "link"
	TEXT = "text"
	NUMBER = "number"
	BAND = "band"
	MOMENT = "moment"


class Aggregate(str, Enum):
	"""How a measure is made of rows; a ratio is made of two measures."""

	COUNT = "count"
	DISTINCT = "distinct"
	SUM = "sum"
	AVERAGE = "avg"
	LEAST = "min"
	MOST = "max"
	RATIO = "ratio"


class Shown(str, Enum):
	"""How a figure is written."""

	COUNT = "count"
	AMOUNT = "amount"
	NUMBER = "number"
	PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Join:
	"""Another table, at most one row for each: `column` of the entity names its record."""

	name: str
	doctype: str
	column: str
	share: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
	"""Something to divide by and to filter by."""

	name: str
	column: str
	kind: Kind
	join: str = ""
	label: str = ""
	#: A closed list (choice) or the DocType of the values (link).
	options: tuple[str, ...] = ()
	link: str = ""
	#: The lower ends of the bands, the first one open below.
	bands: tuple[Decimal, ...] = ()
	#: What is computed from the column: "age" in whole years.
	computed: str = ""
	#: An amount of money and no plain number.
	money: bool = False
	#: Other entities that join this one have it, too.
	shared: bool = False
	#: Names single persons, so not for those who only count.
	personal: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
	"""A figure: rows, different values, or a column's sum, average, least, most; `where` says of which rows."""

	name: str
	label: str
	aggregate: Aggregate
	column: str = ""
	where: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
	over: str = ""
	under: str = ""
	shown: Shown = Shown.COUNT

	@property
	def counts(self) -> bool:
		"""Tell whether it counts and adds no amounts up."""
		return self.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT)


@dataclass(frozen=True, slots=True)
class Entity:
	"""What can be counted."""

	name: str
	label: str
	doctype: str
	dimensions: Mapping[str, Dimension]
	measures: Mapping[str, Measure]
	joins: Mapping[str, Join] = field(default_factory=dict)
	time: str = ""
	customer: str = ""
	rows: tuple[str, str] = ("Bank Customer", "customer")
	base: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
	balance: bool = False
	#: Who only counts may add its amounts up, too: it is about campaigns and not about customers' money.
	counted_amounts: bool = False
	#: The dimension, measure and period a new report begins with.
	first: Mapping[str, Any] = field(default_factory=dict)

	def home(self, dimension: Dimension) -> str:
		"""Return the DocType a dimension's column belongs to."""
		return self.joins[dimension.join].doctype if dimension.join else self.doctype

	def parts(self, measure: str) -> tuple[Measure, ...]:
		"""Return the measures a ratio is made of, or the measure itself."""
		one = self.measures[measure]
		if one.aggregate == Aggregate.RATIO:
			return (*self.parts(one.over), *self.parts(one.under))
		return (one,)


class BrokenEntity(ValueError):
	"""An entity file that says something it cannot mean."""


def entities() -> Mapping[str, Entity]:
	"""Return every entity of the app and of the apps that add some, by name."""
	found = dict(_shipped())
	for path in frappe.get_hooks(HOOK):
		more = frappe.get_attr(path)
		raw = {one["name"]: one for one in more}
		if taken := raw.keys() & found.keys():
			raise BrokenEntity(f"{path} names entities there are already: {', '.join(sorted(taken))}")
		found |= _built({**_raw(), **raw}, raw.keys())
	return found


@cache
def _shipped() -> Mapping[str, Entity]:
	return _built(_raw(), _raw().keys())


@cache
def _raw() -> Mapping[str, dict[str, Any]]:
	found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_FOLDER.glob("*.json"))]
	ordered = sorted(found, key=lambda one: one.get("place", 100))
	return {one["name"]: one for one in ordered}


def _built(raw: Mapping[str, dict[str, Any]], names: Any) -> dict[str, Entity]:
	return {name: _entity(raw[name], raw) for name in names}


def _entity(raw: Mapping[str, Any], everything: Mapping[str, dict[str, Any]]) -> Entity:
	joins = {one["name"]: Join(**one) for one in raw.get("joins", [])}
	dimensions: dict[str, Dimension] = {}
	for entry in raw["dimensions"]:
		one = _dimension(entry)
		dimensions[one.name] = one
	for join in joins.values():
		if join.share:
			shared = [_dimension(entry) for entry in everything[join.share]["dimensions"]]
			for one in shared:
				if one.shared and not one.join:
					name = f"{join.name}_{one.name}"
					dimensions.setdefault(name, replace(one, name=name, join=join.name, shared=False))
	measures = {one["name"]: _measure(one) for one in raw["measures"]}
	found = Entity(
		name=raw["name"],
		label=raw["label"],
		doctype=raw["doctype"],
		dimensions=dimensions,
		measures=measures,
		joins=joins,
		time=raw.get("time", ""),
		customer=raw.get("customer", ""),
		rows=tuple(raw.get("rows", ("Bank Customer", raw.get("customer", "customer")))),
		base=_values(raw.get("base", {})),
		balance=bool(raw.get("balance")),
		counted_amounts=bool(raw.get("counted_amounts")),
		first=raw.get("first", {}),
	)
	_check(found)
	return found


def _dimension(raw: Mapping[str, Any]) -> Dimension:
	known = dict(raw)
	known["kind"] = Kind(known["kind"])
	known["column"] = known.get("column") or known["name"]
	known["bands"] = tuple(Decimal(str(edge)) for edge in known.get("bands", ()))
	known["options"] = tuple(known.get("options", ()))
	return Dimension(**known)


def _measure(raw: Mapping[str, Any]) -> Measure:
	known = dict(raw)
	known["aggregate"] = Aggregate(known["aggregate"])
	known["where"] = _values(known.get("where", {}))
	known["shown"] = Shown(known.get("shown", Shown.COUNT.value))
	return Measure(**known)


def _values(raw: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
	return {column: tuple(values) for column, values in raw.items()}


def _check(entity: Entity) -> None:
	"""Refuse what the files alone can show to be wrong; columns are compared with the DocTypes by a test."""
	wrong: list[str] = []
	for measure in entity.measures.values():
		needs = measure.aggregate not in (Aggregate.COUNT, Aggregate.RATIO)
		if bool(measure.column) != needs:
			wrong.append(f"measure {measure.name}: column")
		if (
			measure.aggregate == Aggregate.RATIO
			and not {measure.over, measure.under} <= entity.measures.keys()
		):
			wrong.append(f"measure {measure.name}: over or under")
	for dimension in entity.dimensions.values():
		if dimension.join and dimension.join not in entity.joins:
			wrong.append(f"dimension {dimension.name}: join")
		if (dimension.kind == Kind.BAND) != bool(dimension.bands) or list(dimension.bands) != sorted(
			dimension.bands
		):
			wrong.append(f"dimension {dimension.name}: bands")
		if not dimension.name.isidentifier():
			wrong.append(f"dimension {dimension.name}: name")
	if entity.balance and not entity.time:
		wrong.append("balance without time")
	if wrong:
		raise BrokenEntity(f"{entity.name}: {'; '.join(wrong)}")
