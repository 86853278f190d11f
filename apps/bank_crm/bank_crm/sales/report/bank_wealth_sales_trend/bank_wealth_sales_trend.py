"""各月理财销售趋势: what customers bought and redeemed month by month (ANA-05, ANA-15)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.analytics import reporting
from bank_crm.analytics.engine import tables
from bank_crm.domain.enums import ProductCategory, TransactionType
from bank_crm.service.reporting import MOST_ROWS, column, dimension_column, dimension_of, readable

TRANSACTION = reporting.TRANSACTION
MONTH, LINE = "month", "product_category"
#: What is bought and sold; the report is about wealth products unless another line is asked for.
LINES = tuple(
	one.value
	for one in (
		ProductCategory.WEALTH,
		ProductCategory.FUND,
		ProductCategory.INSURANCE,
		ProductCategory.PRECIOUS_METAL,
		ProductCategory.TIME_DEPOSIT,
	)
)
ALL = "All"
BOUGHT, SOLD = TransactionType.PURCHASE.value, TransactionType.REDEMPTION.value
Report = tuple[list[dict], list[dict], str | None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return purchases and redemptions by month (or line, tier, branch, manager), a chart and the totals."""
	frappe.has_permission(TRANSACTION, "report", throw=True)
	wanted = frappe._dict(filters or {})
	known = {
		MONTH: reporting.Dimension(_("Month"), MONTH),
		LINE: reporting.Dimension(_("Product Line"), LINE, "Bank Product"),
		**reporting.dimensions(),
	}
	name, dimension = dimension_of(known, wanted.by, MONTH)
	usual = ALL if name == LINE else ProductCategory.WEALTH.value
	line = reporting.choice(_("Product Line"), wanted.product_category, (*LINES, ALL), usual)
	period = reporting.months_of(wanted)
	people = reporting.population(wanted)
	rows = people.rows(_sales(people, period, LINES if line == ALL else (line,), name))
	for row in rows:
		row.net = row.amount - row.redeemed
		row.average = row.amount / row.purchases if row.purchases else None
		row.key = row.grouped
		row[name] = reporting.month_name(row.grouped) if name == MONTH else row.grouped
	if name == MONTH:
		rows.sort(key=lambda row: row.month)
		for before, row in zip([None, *rows], rows, strict=False):
			row.change_rate = reporting.change(row.amount, before.amount) if before else None
	else:
		rows.sort(key=lambda row: (-row.amount, str(row.key)))
	shown = readable(rows[:MOST_ROWS], {name: dimension})
	return _columns(name, dimension), shown, people.note, _chart(shown, name), _summary(rows)


def _sales(people: reporting.Population, period: reporting.Period, lines: tuple[str, ...], name: str) -> Any:
	columns = ("customer", "posted_at", "txn_type", "product_category", "amount")
	facts = tables.table(TRANSACTION, *columns)
	facts = facts.filter(
		reporting.during(facts.posted_at, period),
		facts.txn_type.isin([BOUGHT, SOLD]),
		facts.product_category.isin(list(lines)),
	)
	if name in reporting.dimensions():
		facts = people.joined(facts, name)
	else:
		key = reporting.month_of(facts.posted_at) if name == MONTH else facts.product_category
		facts = people.of(facts.mutate(grouped=key))
	bought = facts.txn_type.isin([BOUGHT])
	return facts.group_by("grouped").aggregate(
		purchases=facts.count(where=bought),
		buyers=facts.customer.nunique(where=bought),
		amount=facts.amount.sum(where=bought).coalesce(0),
		redemptions=facts.count(where=facts.txn_type.isin([SOLD])),
		redeemed=facts.amount.sum(where=facts.txn_type.isin([SOLD])).coalesce(0),
	)


def _columns(name: str, dimension: reporting.Dimension) -> list[dict]:
	columns = [
		dimension_column(name, dimension, 110 if name == MONTH else 170),
		column("purchases", _("Purchases"), width=100),
		column("buyers", _("Buyers"), width=100),
		column("amount", _("Amount Purchased"), "Currency", 160),
		column("average", _("Average Purchase"), "Currency", 140),
		column("redemptions", _("Redemptions"), width=100),
		column("redeemed", _("Amount Redeemed"), "Currency", 160),
		column("net", _("Net Sales"), "Currency", 160),
	]
	return [*columns, column("change_rate", _("Change (%)"), "Percent", 110)] if name == MONTH else columns


def _chart(rows: list[frappe._dict], name: str) -> dict | None:
	labels = {"amount": _("Amount Purchased"), "redeemed": _("Amount Redeemed"), "net": _("Net Sales")}
	shown = rows if name == MONTH else rows[:12]
	months = [str(row[name]) for row in shown]
	series = {label: {str(row[name]): row[field] for row in shown} for field, label in labels.items()}
	return reporting.lines(months, series, "line" if name == MONTH else "bar")


def _summary(rows: list[frappe._dict]) -> list[dict]:
	total = {field: sum(row[field] for row in rows) for field in ("purchases", "amount", "redeemed", "net")}
	return [
		{"label": _("Purchases"), "value": total["purchases"], "datatype": "Int"},
		{"label": _("Amount Purchased"), "value": total["amount"], "datatype": "Currency"},
		{"label": _("Amount Redeemed"), "value": total["redeemed"], "datatype": "Currency"},
		{
			"label": _("Net Sales"),
			"value": total["net"],
			"datatype": "Currency",
			"indicator": "Green" if total["net"] >= 0 else "Red",
		},
	]
