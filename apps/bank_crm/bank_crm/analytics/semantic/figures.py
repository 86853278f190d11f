"""Groups as the engines return them, put together and turned into figures; no database here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bank_crm.analytics.semantic.model import Aggregate, Entity, Measure, Shown

Key = tuple[Any, ...]
#: One group's parts of measures, by component.
Parts = dict[str, Any]
_MERGED: Mapping[Aggregate, Callable[[Any, Any], Any]] = {
	Aggregate.COUNT: lambda a, b: a + b,
	Aggregate.AVERAGE: lambda a, b: a + b,
	Aggregate.SUM: lambda a, b: a + b,
	Aggregate.LEAST: min,
	Aggregate.MOST: max,
}
_DECIMALS = {Shown.COUNT: 0, Shown.AMOUNT: 2, Shown.NUMBER: 2, Shown.PERCENT: 2}


@dataclass(frozen=True, slots=True)
class Cube:
	"""The groups of one period over all axes."""

	groups: Mapping[Key, Parts]
	components: Mapping[str, tuple[Measure, Aggregate]]

	@property
	def can_be_merged(self) -> bool:
		"""Tell whether groups may be added up: different customers of two groups may be the same."""
		return all(aggregate in _MERGED for _measure, aggregate in self.components.values())

	def along(self, places: Sequence[int]) -> dict[Key, Parts]:
		"""Add the groups up that agree in some places of their keys."""
		found: dict[Key, Parts] = {}
		for key, parts in self.groups.items():
			shorter = tuple(key[place] for place in places)
			held = found.get(shorter)
			found[shorter] = dict(parts) if held is None else self._merged(held, parts)
		return found

	def _merged(self, a: Parts, b: Parts) -> Parts:
		return {
			name: b[name]
			if a[name] is None
			else a[name]
			if b[name] is None
			else _MERGED[aggregate](a[name], b[name])
			for name, (_measure, aggregate) in self.components.items()
		}


def read(rows: Iterable[Sequence[Any]], axes: int, components: Sequence[str]) -> dict[Key, Parts]:
	"""Return an engine's rows by their keys; amounts as decimals, whichever engine they are from."""
	found: dict[Key, Parts] = {}
	for row in rows:
		key = tuple(_key(value) for value in row[:axes])
		found[key] = {name: _number(value) for name, value in zip(components, row[axes:], strict=False)}
	return found


def value_of(entity: Entity, name: str, parts: Parts | None) -> float | int | None:
	"""Return a measure's figure of one group, None where there is none (an average of nothing)."""
	if parts is None:
		return None
	exact = _exact(entity, entity.measures[name], parts)
	if exact is None:
		return None
	decimals = _DECIMALS[entity.measures[name].shown]
	return round(float(exact), decimals) if decimals else int(exact)


def change(now: float | int | None, before: float | int | None) -> float | None:
	"""Return the change against the comparison in percent; None where there was nothing to change."""
	if now is None or not before:
		return None
	return round(100 * (now - before) / abs(before), 1)


def _exact(entity: Entity, measure: Measure, parts: Parts) -> Decimal | int | None:
	if measure.aggregate == Aggregate.RATIO:
		over = _exact(entity, entity.measures[measure.over], parts)
		under = _exact(entity, entity.measures[measure.under], parts)
		if not under or over is None:
			return None
		return Decimal(over) * (100 if measure.shown == Shown.PERCENT else 1) / Decimal(under)
	held = parts.get(f"{measure.name}__{measure.aggregate.value}")
	if measure.aggregate == Aggregate.AVERAGE:
		total, number = parts.get(f"{measure.name}__{Aggregate.SUM.value}"), held
		return Decimal(total) / Decimal(number) if number and total is not None else None
	if held is None and measure.aggregate in (Aggregate.COUNT, Aggregate.DISTINCT, Aggregate.SUM):
		return 0
	return held


def _key(value: Any) -> Any:
	if isinstance(value, bytes):
		return value.decode()
	return int(value) if isinstance(value, float | Decimal | int) else value


def _number(value: Any) -> Any:
	"""Floats stand for decimals: MariaDB's come through Frappe as such."""
	return Decimal(str(value)) if isinstance(value, float) else value
