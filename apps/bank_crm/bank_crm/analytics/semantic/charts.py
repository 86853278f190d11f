"""The table's columns and cells, and the chart they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from frappe import _

from bank_crm.analytics.semantic import figures
from bank_crm.analytics.semantic.catalogue import View, label_of
from bank_crm.analytics.semantic.figures import Key, Parts
from bank_crm.domain.report_definition import Definition
from bank_crm.domain.report_enums import ReportChart

#: More slices or bars than these cannot be read.
MOST_POINTS, MOST_SLICES = 60, 10


@dataclass(frozen=True, slots=True)
class Table:
	"""One period's cells in the order of the rows and of what is across."""

	view: View
	definition: Definition
	words: Sequence[Mapping[Any, str]]
	row_keys: Sequence[Key]
	column_keys: Sequence[Key]

	def columns(self, *, compared: bool) -> list[dict[str, Any]]:
		"""Return dimensions, then each value across with its measures, then the figures of the whole row."""
		found: list[dict[str, Any]] = []
		for place, axis in enumerate(self.definition.rows):
			label = label_of(self.view.entity, self.view.dimensions[axis.dimension])
			found.append({"id": f"d{place}", "label": label, "kind": "dimension", "shown": "text"})
		across = len(self.definition.rows)
		for at, (key,) in enumerate(self.column_keys):
			for measure in self.definition.measures:
				word = self.words[across][key]
				found.append(
					self._figure(f"c{at}_{measure}", measure, "cell", f"{word} · {self._label(measure)}", at)
				)
		for measure in self.definition.measures:
			label = self._label(measure)
			total = _("{0} (Total)").format(label) if self.column_keys else label
			found.append(self._figure(f"m_{measure}", measure, "measure", total))
			if compared:
				before = _("{0} (Compared)").format(label)
				found.append(self._figure(f"b_{measure}", measure, "before", before))
				changed = self._figure(f"x_{measure}", measure, "change", _("{0} (Change)").format(label))
				found.append({**changed, "shown": "percent"})
		return found

	def line(
		self, key: Key, cells: Mapping[Key, Parts], whole: Parts | None, before: Parts | None
	) -> list[Any]:
		"""Return one row."""
		names = [self.words[place][part] for place, part in enumerate(key)]
		inner = [cells.get((*key, *column)) for column in self.column_keys]
		return names + self._figures(inner, whole, before)

	def totals(self, cells: Mapping[Key, Parts], whole: Parts, before: Parts | None) -> list[Any]:
		"""Return the last row."""
		names = [_("Total"), *([""] * (len(self.definition.rows) - 1))]
		return names + self._figures([cells.get(key) for key in self.column_keys], whole, before)

	def chart(
		self, cells: Mapping[Key, Parts], by_row: Mapping[Key, Parts], before: Mapping[Key, Parts] | None
	) -> dict[str, Any] | None:
		"""Return the data of the chosen chart, None for a table alone or without rows."""
		kind = self.definition.chart
		if kind == ReportChart.TABLE or not self.row_keys or not by_row:
			return None
		most = MOST_SLICES if kind == ReportChart.PIE else MOST_POINTS
		keys = list(self.row_keys)
		measures = self.definition.measures
		if not self.definition.rows and self.column_keys:
			points = [self.words[0][key[0]] for key in self.column_keys]
			sets = [
				(self._label(one), [self._value(one, cells.get(key)) for key in self.column_keys])
				for one in measures
			]
			return self._drawn(kind, points[:most], [(name, values[:most]) for name, values in sets])
		points = [
			" · ".join(self.words[at][part] for at, part in enumerate(key)) or _("Total")
			for key in keys[:most]
		]
		keys = keys[:most]
		across = len(self.definition.rows)
		if self.column_keys and kind != ReportChart.PIE:
			measure = measures[0]
			sets = [
				(
					self.words[across][column[0]],
					[self._value(measure, cells.get((*key, *column))) for key in keys],
				)
				for column in self.column_keys
			]
		else:
			sets = [
				(self._label(one), [self._value(one, by_row.get(key)) for key in keys]) for one in measures
			]
			if before is not None and len(measures) == 1:
				name = _("{0} (Compared)").format(self._label(measures[0]))
				sets.append((name, [self._value(measures[0], before.get(key)) for key in keys]))
		return self._drawn(kind, points, sets)

	def _drawn(
		self, kind: ReportChart, points: list[str], sets: list[tuple[str, list[Any]]]
	) -> dict[str, Any]:
		shown = self.view.measures[self.definition.measures[0]].shown.value
		return {
			"type": {"Bar": "bar", "Line": "line", "Pie": "pie"}[kind.value],
			"shown": shown,
			"labels": points,
			"datasets": [{"name": name, "values": [value or 0 for value in values]} for name, values in sets],
		}

	def _figures(self, cells: list[Parts | None], whole: Parts | None, before: Parts | None) -> list[Any]:
		measures = self.definition.measures
		found = [self._value(measure, parts) if parts else None for parts in cells for measure in measures]
		for measure in measures:
			now = self._value(measure, whole)
			found.append(now)
			if before is not None:
				then = self._value(measure, before)
				found += [then, figures.change(now, then)]
		return found

	def _value(self, measure: str, parts: Parts | None) -> float | int | None:
		return figures.value_of(self.view.entity, measure, parts)

	def _label(self, measure: str) -> str:
		return _(self.view.measures[measure].label)

	def _figure(
		self, column: str, measure: str, kind: str, label: str, across: int | None = None
	) -> dict[str, Any]:
		shown = self.view.measures[measure].shown.value
		return {
			"id": column,
			"label": label,
			"kind": kind,
			"shown": shown,
			"measure": measure,
			"across": across,
		}
