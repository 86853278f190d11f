"""业务量预测: a volume of the bank or a branch, its past and the months ahead within their bounds (SAL-03)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from bank_crm.domain.performance_enums import VolumeMeasure, VolumePointKind
from bank_crm.sales import reporting
from bank_crm.sales.volumes import rows as volume_rows

FORECAST, POINT = volume_rows.FORECAST, "Bank Volume Point"
#: Months of the past that are shown.
PAST = 24
_COLOURS = ["#1f5fbf", "#e0a030", "#b9c4cf", "#b9c4cf"]
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return the months of one forecast; by default the whole of what the user sees, of deposits received."""
	frappe.has_permission(FORECAST, "report", throw=True)
	wanted = frappe._dict(filters or {})
	found = _forecast(wanted)
	if found is None:
		none = _(
			"There is no forecast here: once a month the volumes of every branch that has some are carried on, with those of the branches below it."
		)
		return _columns(), [], none, None, []
	rows = _points(found.name)
	return _columns(), rows, _message(found), _chart(rows), _summary(found)


def _forecast(wanted: frappe._dict) -> frappe._dict | None:
	forecast, branch = frappe.qb.DocType(FORECAST), frappe.qb.DocType("Bank Branch")
	measure = wanted.measure or VolumeMeasure.DEPOSITS_RECEIVED.value
	query = (
		frappe.qb.from_(forecast)
		.inner_join(branch)
		.on(branch.name == forecast.branch)
		.select(forecast.star, branch.branch_name)
		.where(forecast.measure == measure)
		.orderby(branch.lft)
		.limit(1)
	)
	for condition in (
		volume_rows.criterion(frappe.session.user, forecast),
		forecast.branch == wanted.branch if wanted.branch else None,
	):
		query = query if condition is None else query.where(condition)
	return next(iter(query.run(as_dict=True)), None)


def _points(name: str) -> list[frappe._dict]:
	point = frappe.qb.DocType(POINT)
	rows = (
		frappe.qb.from_(point)
		.select(point.kind, point.month, point.value, point.low, point.high)
		.where((point.parent == name) & (point.parenttype == FORECAST))
		.orderby(point.month)
	).run(as_dict=True)
	ahead = sum(row.kind == VolumePointKind.FORECAST.value for row in rows)
	rows = rows[-(PAST + ahead) :]
	for row in rows:
		expected = row.kind == VolumePointKind.FORECAST.value
		row.month = f"{row.month:%Y-%m}"
		row.actual = None if expected else row.value
		row.expected = row.value if expected else None
		row.low, row.high = (row.low, row.high) if expected else (None, None)
	return rows


def _chart(rows: list[frappe._dict]) -> dict | None:
	"""Months counted and months expected, with the bounds of what is expected."""
	if not rows:
		return None
	past = [row.actual for row in rows]

	def line(field: str) -> list[float]:
		# a bound begins as what was counted: without a value the chart would draw it at 0
		return [row[field] if was is None else was for row, was in zip(rows, past, strict=True)]

	datasets = [
		{"name": _("Counted"), "chartType": "bar", "values": past},
		{"name": _("Expected"), "chartType": "bar", "values": [row.expected for row in rows]},
		{"name": _("Lower Bound"), "chartType": "line", "values": line("low")},
		{"name": _("Upper Bound"), "chartType": "line", "values": line("high")},
	]
	return {
		"data": {"labels": [row.month[2:] for row in rows], "datasets": datasets},
		"type": "axis-mixed",
		"colors": _COLOURS,
		"fieldtype": "Currency",
		"lineOptions": {"spline": 0, "hideDots": 1},
		"axisOptions": {"xIsSeries": 1, "shortenYAxisNumbers": 1},
	}


def _message(found: frappe._dict) -> str:
	told = _("{0}: mean error of the back-test {1} %, seasonal naive would have been {2} times that.").format(
		_(found.method, context=FORECAST) if found.method else _("None"),
		round(flt(found.percent), 1),
		round(flt(found.naive_error) / found.error, 1) if found.error else "–",
	)
	note = frappe.utils.escape_html(found.note or "").replace("\n", "<br>")
	return f"{told}<br>{note}" if note else told


def _columns() -> list[dict]:
	money = [
		("actual", _("Counted")),
		("expected", _("Expected")),
		("low", _("Lower Bound")),
		("high", _("Upper Bound")),
	]
	return [
		reporting.column("month", _("Month"), "Data", 110),
		*(reporting.column(field, label, "Currency", 170) for field, label in money),
	]


def _summary(found: frappe._dict) -> list[dict]:
	return [
		{"label": _("Branch"), "value": found.branch_name, "datatype": "Data"},
		{
			"label": _("Method"),
			"value": _(found.method, context=FORECAST) if found.method else "–",
			"datatype": "Data",
		},
		{"label": _("Mean Error (%)"), "value": round(flt(found.percent), 1), "datatype": "Percent"},
		{
			"label": _("Better Than Seasonal Naive (%)"),
			"value": round(flt(found.skill), 1),
			"datatype": "Percent",
			"indicator": "Green" if found.skill else "Gray",
		},
		{"label": _("Months Tested"), "value": found.tests, "datatype": "Int"},
	]
