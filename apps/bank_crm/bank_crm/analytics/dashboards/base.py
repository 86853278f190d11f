"""What a figure on a dashboard is made of: the viewer's rows, a value, and the list or report behind it (ANA-14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.query_builder import Table
from pypika.queries import QueryBuilder

from bank_crm.permissions import scope


@dataclass(frozen=True, slots=True)
class Figure:
	"""A number and where a click on it leads; None where there is nothing to count yet."""

	value: float | str | None
	kind: str = "Int"
	route: tuple[str, ...] = ()
	options: dict[str, Any] | None = None

	def shown(self) -> dict[str, Any]:
		"""Return it as the Desk's card takes it."""
		unknown = self.value is None or isinstance(self.value, str)
		return {
			"value": "–" if self.value is None else self.value,
			"fieldtype": "Data" if unknown else self.kind,
			"precision": 0 if self.kind == "Int" else 1,
			**({"route": list(self.route)} if self.route else {}),
			**({"route_options": self.options} if self.options else {}),
		}


@dataclass(frozen=True, slots=True)
class Card:
	"""A figure the list engine can't give by itself, and the DocType whoever asks must be allowed to read."""

	doctype: str
	figure: Callable[[], Figure]


@dataclass(frozen=True, slots=True)
class Bars:
	"""A chart: labels, series by name, and for each label the filters of the list behind it."""

	labels: list[str]
	series: dict[str, list[float]]
	drill: list[dict[str, Any]] | None = None

	def shown(self, doctype: str) -> dict[str, Any]:
		"""Return it as the Desk draws it; {} says "No Data"."""
		if not any(any(values) for values in self.series.values()):
			return {}
		data = {
			"labels": self.labels,
			"datasets": [{"name": name, "values": values} for name, values in self.series.items()],
		}
		return {**data, "drill": {"doctype": doctype, "filters": self.drill}} if self.drill else data


@dataclass(frozen=True, slots=True)
class Chart:
	"""A chart of the shipped dashboards, and the DocType whoever asks must be allowed to read."""

	doctype: str
	bars: Callable[[], Bars]


def rows_of(doctype: str) -> tuple[Table, QueryBuilder]:
	"""Return the DocType's table and a query of the session user's rows; scope.py decides."""
	table = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(table)
	condition = scope.criterion(doctype, table=table)
	return table, query if condition is None else query.where(condition)


def rows_of_everybody(doctype: str) -> tuple[Table, QueryBuilder]:
	"""Return the same where nobody's rows differ: the system's own, which only administrators read."""
	table = frappe.qb.DocType(doctype)
	return table, frappe.qb.from_(table)


def percent(part: float | None, whole: float | None) -> float | None:
	"""Return the share in percent with one place, None without a whole."""
	return round(100 * float(part or 0) / float(whole), 1) if whole else None
