"""资金流向与消费分析: money in and out by month, channel, kind, line or destination, and what is spent (ANA-11).

Moves between a customer's own products (purchases, redemptions, loans paid out) are neither inflow nor outflow, as in
the portrait; what is spent are payments by card and debits at tills and payment services.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
import ibis
from frappe import _

from bank_crm.analytics import reporting
from bank_crm.analytics.engine import tables
from bank_crm.analytics.report.bank_fund_flow import destinations
from bank_crm.domain.enums import Direction, ProductCategory, TransactionChannel, TransactionType
from bank_crm.domain.portrait import INFLOW_TYPES, OUTFLOW_TYPES, SPEND_CHANNELS
from bank_crm.service.reporting import MOST_ROWS, Dimension, column, dimension_column, dimension_of, readable

TRANSACTION = reporting.TRANSACTION
FLOW, SPENDING = "Fund Flow", "Consumption"
MONTH, WEEKDAY, HOUR, COUNTERPARTY = "month", "weekday", "hour", "counterparty"
INFLOWS, OUTFLOWS = ([one.value for one in types] for types in (INFLOW_TYPES, OUTFLOW_TYPES))
SPENT_THROUGH = [one.value for one in SPEND_CHANNELS]
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return money in, out and net – or payments – by the dimension asked for, a chart and the totals."""
	frappe.has_permission(TRANSACTION, "report", throw=True)
	wanted = frappe._dict(filters or {})
	show = reporting.choice(_("Show"), wanted.show, (FLOW, SPENDING), FLOW)
	name, dimension = dimension_of(dimensions(), wanted.by, MONTH)
	for field, known in CHOICES.items():
		reporting.choice(dimensions()[field].label, wanted.get(field), known)
	period = reporting.months_of(wanted)
	people = reporting.population(wanted)
	if name == COUNTERPARTY:
		rows = destinations.largest(people, wanted, period, spent=show == SPENDING)
		note = _("Money that went out, the largest destinations first; account numbers are masked.")
		return destinations.columns(), rows, note, destinations.chart(rows), destinations.summary(rows)
	facts = _facts(people, wanted, period, name)
	rows = people.rows(_spent(facts) if show == SPENDING else _flowed(facts))
	_complete(rows, name, show)
	shown = readable(rows[:MOST_ROWS], {name: dimension})
	columns = _spending_columns if show == SPENDING else _flow_columns
	summary = _spending_summary if show == SPENDING else _flow_summary
	return columns(name, dimension), shown, people.note, _chart(shown, name, show), summary(rows)


CHOICES: Mapping[str, tuple[str, ...]] = {
	"channel": TransactionChannel.values(),
	"txn_type": TransactionType.values(),
	"product_category": ProductCategory.values(),
}


def dimensions() -> dict[str, Dimension]:
	"""Return what bookings are grouped by."""
	return {
		MONTH: Dimension(_("Month"), MONTH),
		"channel": Dimension(_("Channel"), "channel", TRANSACTION),
		"txn_type": Dimension(_("Type"), "txn_type", TRANSACTION),
		"product_category": Dimension(_("Product Line"), "product_category", "Bank Product"),
		COUNTERPARTY: Dimension(_("Destination"), COUNTERPARTY),
		WEEKDAY: Dimension(_("Day of the Week"), WEEKDAY),
		HOUR: Dimension(_("Hour of the Day"), HOUR),
		**reporting.dimensions(),
	}


def _facts(
	people: reporting.Population, wanted: frappe._dict, period: reporting.Period, name: str
) -> ibis.Table:
	"""The bookings asked about with what they are grouped by."""
	columns = ("customer", "posted_at", "txn_type", "direction", "channel", "product_category", "amount")
	facts = tables.table(TRANSACTION, *columns)
	facts = facts.filter(reporting.during(facts.posted_at, period))
	for field in CHOICES:
		if wanted.get(field):
			facts = facts.filter(facts[field].isin([wanted.get(field)]))
	if name in reporting.dimensions():
		return people.joined(facts, name)
	at = facts.posted_at
	keys = {
		MONTH: lambda: reporting.month_of(at),
		WEEKDAY: lambda: at.day_of_week.index().cast("int64") + 1,
		HOUR: lambda: at.hour().cast("int64"),
	}
	key = keys[name]() if name in keys else facts[name]
	return people.of(facts.mutate(grouped=key))


def _flowed(facts: ibis.Table) -> ibis.Table:
	came = facts.txn_type.isin(INFLOWS) & (facts.direction.isin([Direction.CREDIT.value]))
	went = facts.txn_type.isin(OUTFLOWS) & (facts.direction.isin([Direction.DEBIT.value]))
	return facts.group_by("grouped").aggregate(
		bookings=facts.count(),
		money_in=facts.amount.sum(where=came).coalesce(0),
		money_out=facts.amount.sum(where=went).coalesce(0),
		within=facts.amount.sum(where=~(came | went)).coalesce(0),
	)


def spent(facts: ibis.Table) -> ibis.BooleanValue:
	"""Return that a booking is something customers spent."""
	spending = facts.txn_type.isin([TransactionType.CARD_SPEND.value]) | facts.channel.isin(SPENT_THROUGH)
	return spending & (facts.direction.isin([Direction.DEBIT.value]))


def _spent(facts: ibis.Table) -> ibis.Table:
	payments = facts.filter(spent(facts))
	return payments.group_by("grouped").aggregate(
		payments=payments.count(),
		customers=payments.customer.nunique(),
		amount=payments.amount.sum(),
		largest=payments.amount.max(),
	)


def _complete(rows: list[frappe._dict], name: str, show: str) -> None:
	"""Add what follows from the figures and put the rows into their order."""
	words = {
		WEEKDAY: lambda key: reporting.weekday_name(int(key) - 1),
		HOUR: _hour,
		MONTH: reporting.month_name,
	}
	total = sum(row.amount for row in rows) if show == SPENDING else 0
	for row in rows:
		row.key = row.grouped
		row[name] = words[name](row.grouped) if name in words else row.grouped
		if show == SPENDING:
			row.average = row.amount / row.payments
			row.share = 100 * row.amount / total if total else None
		else:
			row.net = row.money_in - row.money_out
	if name in words:
		rows.sort(key=lambda row: row.key)
	else:
		rows.sort(key=lambda row: -(row.amount if show == SPENDING else row.money_in + row.money_out))


def _hour(number: int) -> str:
	return f"{int(number):02d}:00"


def _flow_columns(name: str, dimension: Dimension) -> list[dict]:
	return [
		dimension_column(name, dimension, 160),
		column("bookings", _("Bookings"), width=110),
		column("money_in", _("Money In"), "Currency", 170),
		column("money_out", _("Money Out"), "Currency", 170),
		column("net", _("Net Flow"), "Currency", 170),
		column("within", _("Between Own Products"), "Currency", 170),
	]


def _spending_columns(name: str, dimension: Dimension) -> list[dict]:
	return [
		dimension_column(name, dimension, 160),
		column("payments", _("Payments"), width=110),
		column("customers", _("Customers"), width=110),
		column("amount", _("Amount Spent"), "Currency", 170),
		column("share", _("Share of Spending"), "Percent", 120),
		column("average", _("Average Payment"), "Currency", 140),
		column("largest", _("Largest Payment"), "Currency", 140),
	]


def _chart(rows: list[frappe._dict], name: str, show: str) -> dict | None:
	if show == SPENDING:
		labels = {"amount": _("Amount Spent")}
	else:
		labels = {"money_in": _("Money In"), "money_out": _("Money Out"), "net": _("Net Flow")}
	shown = rows if name in (MONTH, WEEKDAY, HOUR) else rows[:12]
	groups = [str(row[name]) for row in shown]
	series = {label: {str(row[name]): row[field] for row in shown} for field, label in labels.items()}
	return reporting.lines(groups, series, "line" if name == MONTH else "bar")


def _flow_summary(rows: list[frappe._dict]) -> list[dict]:
	came, went = (sum(row[field] for row in rows) for field in ("money_in", "money_out"))
	return [
		{"label": _("Bookings"), "value": sum(row.bookings for row in rows), "datatype": "Int"},
		{"label": _("Money In"), "value": came, "datatype": "Currency"},
		{"label": _("Money Out"), "value": went, "datatype": "Currency"},
		{
			"label": _("Net Flow"),
			"value": came - went,
			"datatype": "Currency",
			"indicator": "Green" if came >= went else "Red",
		},
	]


def _spending_summary(rows: list[frappe._dict]) -> list[dict]:
	payments, amount = (sum(row[field] for row in rows) for field in ("payments", "amount"))
	return [
		{"label": _("Payments"), "value": payments, "datatype": "Int"},
		{"label": _("Amount Spent"), "value": amount, "datatype": "Currency"},
		{
			"label": _("Average Payment"),
			"value": amount / payments if payments else 0,
			"datatype": "Currency",
		},
	]
