"""What the service reports share: their period, their rows (the user's only), the dimensions they group by (SEC-20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, DateFormat, Sum
from frappe.utils import add_days, add_months, getdate, today
from pypika.terms import Criterion, Term

from bank_crm.domain.service_enums import OrderState
from bank_crm.service.orders import rows as order_rows

ORDER, COMPLAINT = "Bank Work Order", "Bank Complaint"
MOST_ROWS = 1_000
MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Period:
	"""Days from `first` to `last`, both included."""

	first: date
	last: date

	def holds(self, column: Term) -> Criterion:
		"""Return that a moment lies in the period."""
		return (column >= self.first) & (column < add_days(self.last, 1))


@dataclass(frozen=True, slots=True)
class Dimension:
	"""What a report may group by.

	`context` is the DocType whose constants the values are, `named_by` the DocType and column of what people call them.
	"""

	label: str
	column: str
	context: str | None = None
	named_by: tuple[str, str] | None = None


def period_of(filters: frappe._dict, months: int = 3) -> Period:
	"""Return the period asked for, or the last months; refuses one that ends before it begins, or is too long."""
	last = getdate(filters.to_date or today())
	first = getdate(filters.from_date or add_months(last, -months))
	if first > last:
		frappe.throw(_("The period ends before it begins."))
	if add_months(first, MOST_MONTHS) < last:
		frappe.throw(_("The period is longer than {0} months.").format(MOST_MONTHS))
	return Period(first, last)


def visible_orders(order: Table) -> Criterion:
	"""Return the orders a report of the session's user counts: those in scope that were not merged into others."""
	counted = order.state.isnull() | (order.state != OrderState.MERGED.value)
	condition = order_rows.visible(order)
	return counted if condition is None else counted & condition


def narrowed(table: Table, filters: frappe._dict, *fields: str) -> Criterion | None:
	"""Return the condition the filters set, or None."""
	given = [table[field] == filters[field] for field in fields if filters.get(field)]
	return Criterion.all(given) if given else None


def share(part: Criterion, whole: Criterion) -> Term:
	"""Return the percentage of the rows of `whole` that fulfil `part` too; NULL where there are none."""
	many = Sum(Case().when(whole, 1).else_(0))
	return Case().when(many > 0, Sum(Case().when(part & whole, 1).else_(0)) * 100 / many).else_(None)


def count_of(condition: Criterion) -> Term:
	"""Return how many rows fulfil a condition."""
	return Sum(Case().when(condition, 1).else_(0))


def month_of(column: Term) -> Term:
	"""Return the month of a moment as 2026-11."""
	return DateFormat(column, "%Y-%m")


def number_of_rows() -> Term:
	"""Return how many rows there are."""
	return Count("*")


def warning(label: str, count: float, colour: str = "Red") -> dict:
	"""Return a total of what there should be none of: green at 0, coloured above."""
	return {"label": label, "value": count, "datatype": "Int", "indicator": colour if count else "Green"}


#: Places after the point by the kind of a column.
PLACES = {"Percent": 1, "Float": 2}
#: The bars of a chart, one series after the other.
COLOURS = ["#1f5fbf", "#2a9d8f", "#e0a030", "#8a6fc0", "#d9534f", "#7a8794"]


def column(field: str, label: str, kind: str = "Int", width: int = 110) -> dict:
	"""Return a column of a report; shares have one place after the point, means and hours two."""
	made = {"fieldname": field, "label": label, "fieldtype": kind, "width": width}
	return {**made, "precision": PLACES[kind]} if kind in PLACES else made


def dimension_column(name: str, dimension: Dimension, width: int = 170) -> dict:
	"""Return the column of a dimension."""
	return column(name, dimension.label, "Data", width)


def readable(rows: list[dict], dimensions: Mapping[str, Dimension]) -> list[dict]:
	"""Put constants into the reader's words, and what people call them instead of codes; empty is "Not Given"."""
	for name, dimension in dimensions.items():
		names = _names(dimension, {row[name] for row in rows if row.get(name)})
		for row in rows:
			value = row.get(name)
			if not value:
				row[name] = _("Not Given")
			elif dimension.context:
				row[name] = _(value, context=dimension.context)
			else:
				row[name] = names.get(value) or value
	return rows


def _names(dimension: Dimension, values: set[str]) -> dict[str, str]:
	if not (dimension.named_by and values):
		return {}
	doctype, title = dimension.named_by
	table = frappe.qb.DocType(doctype)
	return dict(
		frappe.qb.from_(table).select(table.name, table[title]).where(table.name.isin(sorted(values))).run()
	)


def order_dimensions() -> dict[str, Dimension]:
	"""Return what reports on orders group by."""
	return {
		"order_type": Dimension(_("Type", context=ORDER), "order_type", ORDER),
		"subtype": Dimension(_("Subtype"), "subtype"),
		"handler": Dimension(_("Handler"), "handler", named_by=("User", "full_name")),
		"branch": Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"queue": Dimension(_("Queue"), "queue"),
		"channel": Dimension(_("Channel"), "channel", ORDER),
		"priority": Dimension(_("Priority"), "priority", ORDER),
		"customer_tier": Dimension(_("Tier"), "customer_tier", "Bank Customer Tier"),
		"service_level": Dimension(_("Service Level"), "service_level"),
		"month": Dimension(_("Month"), "month"),
	}


def dimension_of(known: Mapping[str, Dimension], wanted: str | None, usual: str) -> tuple[str, Dimension]:
	"""Return the dimension asked for by its key, or the usual one; refuses one that isn't offered."""
	name = wanted or usual
	if name not in known:
		frappe.throw(_("This report does not group by {0}.").format(frappe.utils.escape_html(str(name))))
	return name, known[name]


def chart(rows: list[dict], label: str, *series: tuple[str, str], most: int = 12) -> dict[str, Any] | None:
	"""Return a bar chart of the first rows; None where all of them are empty."""
	shown = rows[:most]
	if not any(row.get(field) for row in shown for _name, field in series):
		return None
	return {
		"data": {
			"labels": [str(row.get(label) or "–") for row in shown],
			"datasets": [
				{"name": name, "values": [row.get(field) or 0 for row in shown]} for name, field in series
			],
		},
		"type": "bar",
		"colors": COLOURS[: len(series)],
	}
