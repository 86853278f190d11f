"""What reports over everybody's customers and bookings share: whom they count, on which engine (ANA-01, ANA-14, ANA-15).

A report asks `population` whose rows the reader's figures count, narrowed by its filters, and puts it into one Ibis
expression; a large bank's are answered from the columnar snapshot, the row scope is asked live in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import frappe
import ibis
from frappe import _
from frappe.utils import add_days, add_months, flt, format_datetime, get_first_day, getdate, today

from bank_crm.analytics.engine import engines, scope, tables
from bank_crm.domain.enums import CustomerStatus
from bank_crm.permissions import branches
from bank_crm.service.reporting import COLOURS, Dimension, Period, period_of

CUSTOMER, TRANSACTION, SNAPSHOT = tables.CUSTOMER, "Bank Customer Transaction", "Bank Asset Snapshot"
#: Groups that get a line or a bar of their own in a chart.
MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class Population:
	"""The customers of a question; `narrowed` tells whether they are fewer than the bank's."""

	engine: engines.Engine
	customers: ibis.Table
	narrowed: bool

	def of(self, facts: ibis.Table) -> ibis.Table:
		"""Keep the rows of these customers; `facts` has a column `customer`."""
		return facts.filter(facts.customer.isin(self.customers.name)) if self.narrowed else facts

	def joined(self, facts: ibis.Table, column: str) -> ibis.Table:
		"""Add a column of the customer as `grouped`; only rows of these customers stay."""
		one = self.customers.select(customer_name=self.customers.name, grouped=self.customers[column])
		return facts.join(one, facts.customer == one.customer_name)

	def rows(self, expression: ibis.Table) -> list[frappe._dict]:
		"""Answer an expression; decimals are floats."""
		names = expression.columns
		return [
			frappe._dict({name: _plain(value) for name, value in zip(names, row, strict=True)})
			for row in self.engine.rows(expression)
		]

	@property
	def note(self) -> str | None:
		"""Of which moment the figures are, where that isn't now."""
		if self.engine.name == "live":
			return None
		return _("Figures as of {0}.").format(format_datetime(self.engine.as_of, "yyyy-MM-dd HH:mm"))


def population(wanted: frappe._dict, *columns: str, active: bool = False) -> Population:
	"""Return the customers the reader's figures count: in scope, by the filters tier, branch, manager and kind."""
	check_links(wanted)
	engine = engines.choose(frappe.session.user)
	known = dict.fromkeys(("name", "status", "tier", "branch", "manager", "customer_type", *columns))
	customers = tables.table(CUSTOMER, *known)
	found = scope.restrict(customers, engine.scope)
	narrowed = engine.scope is not None or active
	if active:
		found = found.filter(found.status.isin([CustomerStatus.ACTIVE.value]))
	for field in ("tier", "manager", "customer_type"):
		if wanted.get(field):
			found, narrowed = found.filter(found[field].isin([wanted[field]])), True
	if wanted.get("branch"):
		below = branches.below([wanted.branch])
		found, narrowed = found.filter(found.branch.isin(below)), True
	return Population(engine, found, narrowed)


def dimensions() -> dict[str, Dimension]:
	"""Return what customers are grouped by."""
	return {
		"tier": Dimension(_("Tier", context=CUSTOMER), "tier", "Bank Customer Tier"),
		"branch": Dimension(_("Branch"), "branch", named_by=("Bank Branch", "branch_name")),
		"manager": Dimension(_("Relationship Manager"), "manager", named_by=("User", "full_name")),
		"customer_type": Dimension(_("Customer Type"), "customer_type", CUSTOMER),
	}


def check_links(wanted: frappe._dict) -> None:
	"""Refuse a tier, branch or manager there is none of, at its filter."""
	doctypes = {"tier": "Bank Customer Tier", "branch": "Bank Branch", "manager": "User"}
	labels = {name: dimension.label for name, dimension in dimensions().items()}
	for field, doctype in doctypes.items():
		if (value := wanted.get(field)) and not frappe.db.exists(doctype, value):
			refuse(labels[field], _("{0} is not known.").format(frappe.utils.escape_html(str(value))))


def choice(label: str, value: Any, known: tuple[str, ...], usual: str = "") -> str:
	"""Return the value of a filter with a closed list, or the usual one; refuses another at its filter."""
	found = str(value or usual)
	if found and found not in known:
		refuse(label, _("{0} is not known.").format(frappe.utils.escape_html(found)))
	return found


def refuse(label: str, message: str) -> None:
	"""Refuse the value of a filter, under the filter's name."""
	frappe.throw(message, title=label)


def months_of(wanted: frappe._dict, months: int = 12) -> Period:
	"""Return whole months: those the period asked for touches, or the last complete ones."""
	if not wanted.to_date:
		wanted = frappe._dict(wanted, to_date=add_days(get_first_day(today()), -1))
	if not wanted.from_date:
		wanted = frappe._dict(wanted, from_date=get_first_day(add_months(wanted.to_date, 1 - months)))
	return period_of(wanted)


def during(column: ibis.Value, period: Period) -> ibis.BooleanValue:
	"""Return that a moment lies in the period, as a half-open range an index can serve."""
	first = datetime.combine(period.first, time.min)
	after = datetime.combine(getdate(add_days(period.last, 1)), time.min)
	return (column >= ibis.literal(first)) & (column < ibis.literal(after))


def month_of(column: ibis.Value) -> ibis.Value:
	"""Return the month of a moment as 202611, which every engine says alike."""
	return column.year().cast("int64") * 100 + column.month().cast("int64")


def month_name(key: int | date) -> str:
	"""Return the month of `month_of`, or of a day, as 2026-11."""
	return f"{key:%Y-%m}" if isinstance(key, date) else f"{key // 100:04d}-{key % 100:02d}"


def weekday_name(number: int) -> str:
	"""Return the day of the week in words; 0 is Monday."""
	names = (
		_("Monday"),
		_("Tuesday"),
		_("Wednesday"),
		_("Thursday"),
		_("Friday"),
		_("Saturday"),
		_("Sunday"),
	)
	return names[number]


def month_days(month: str) -> list[str]:
	"""Return the first and last day of 2026-11, for the list behind a figure."""
	first = getdate(f"{month}-01")
	return [str(first), str(add_days(add_months(first, 1), -1))]


def change(value: float, before: float | None) -> float | None:
	"""Return the percentage a figure changed by; None where there is none to compare with."""
	return None if not before else 100 * (value - before) / abs(before)


def lines(months: list[str], series: dict[str, dict[str, float]], kind: str = "line") -> dict | None:
	"""Return a chart of the largest series over months."""
	largest = sorted(series, key=lambda name: -max(map(abs, series[name].values()), default=0))[:MOST_SERIES]
	if not months or not any(any(series[name].values()) for name in largest):
		return None
	shown = [name for name in series if name in largest]
	return {
		"data": {
			"labels": months,
			"datasets": [
				{"name": name, "values": [flt(series[name].get(month)) for month in months]} for name in shown
			],
		},
		"type": kind,
		"colors": COLOURS[: len(shown)],
		"axisOptions": {"shortenYAxisNumbers": 1, "xIsSeries": 1 if kind == "line" else 0},
		"lineOptions": {"regionFill": 0, "hideDots": 0},
	}


def _plain(value: Any) -> Any:
	return flt(value) if hasattr(value, "as_tuple") else value
