"""成功案例分析: what won opportunities have in common, against all that were closed (SAL-06)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Avg, Count, Max, Sum
from frappe.utils import flt
from pypika import CustomFunction
from pypika.functions import Date
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, Term

from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.sales import reporting

OPPORTUNITY, CUSTOMER = reporting.OPPORTUNITY, "Bank Customer"
#: A pattern of fewer closed opportunities says nothing.
LEAST_CLOSED = 5
_days_between = CustomFunction("DATEDIFF", ["later", "earlier"])
Report = tuple[list[dict], list[dict], None, dict | None, list[dict]]


def execute(filters: dict[str, Any] | None = None) -> Report:
	"""Return each trait with how often it wins beside the rate of all, the best first, and its largest success."""
	frappe.has_permission(OPPORTUNITY, "report", throw=True)
	wanted = frappe._dict(filters or {})
	overall = _overall(wanted)
	rate = 100 * flt(overall.won) / overall.closed if overall.closed else 0.0
	rows = [row for trait in _traits() for row in _rows(trait, wanted)]
	rows = [row for row in rows if row.closed >= LEAST_CLOSED]
	for row in rows:
		row.win_rate = 100 * flt(row.won) / row.closed
		row.better = row.win_rate - rate
	rows.sort(key=lambda row: (-row.better, row.trait, str(row.value)))
	chart = reporting.chart(rows, "label", (_("Win Rate"), "win_rate"), most=10)
	return _columns(), rows[: reporting.MOST_ROWS], None, chart, _summary(overall, rate)


def _traits() -> dict[str, reporting.Dimension]:
	known = reporting.dimensions()
	return {
		_("Source"): known["source"],
		_("Product Line"): known["product_category"],
		_("Tier"): reporting.Dimension(_("Tier"), "tier", "Bank Customer Tier"),
		_("Contacts Before"): reporting.Dimension(_("Contacts Before"), "contacts"),
		_("Colleagues Took Part"): reporting.Dimension(_("Colleagues Took Part"), "together"),
		_("Competitor Known"): reporting.Dimension(_("Competitor Known"), "rival"),
	}


def _rows(trait: str, wanted: frappe._dict) -> list[frappe._dict]:
	dimension = _traits()[trait]
	one, customer = frappe.qb.DocType(OPPORTUNITY), frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(one)
	if dimension.column == "tier":
		query = query.inner_join(customer).on(customer.name == one.customer)
	if dimension.column == "contacts":
		query = _with_contacts(query, one)
	key = _key(dimension.column, one, customer)
	each = (
		_within(query, one, wanted).select(
			key.as_("value"), one.name, one.outcome, one.amount, one.opened_on, one.closed_on
		)
	).as_("each_closed")
	value = _band(each.value) if dimension.column == "contacts" else each.value
	won = each.outcome == OpportunityOutcome.WON.value
	rows = (
		frappe.qb.from_(each)
		.select(
			value.as_("value"),
			Count("*").as_("closed"),
			reporting.count_of(won).as_("won"),
			Sum(Case().when(won, each.amount).else_(0)).as_("won_amount"),
			Avg(Case().when(won, _days_between(each.closed_on, each.opened_on))).as_("days"),
			Max(Case().when(won, each.amount)).as_("largest"),
		)
		.groupby(value)
	).run(as_dict=True)
	for row in rows:
		row.trait = trait
		if dimension.column in ("together", "rival"):
			row.value = _("Yes") if row.value else _("No")
		elif dimension.column != "contacts":
			row.value = reporting.readable([{"value": row.value}], {"value": dimension})[0]["value"]
		row.label = f"{trait}: {row.value}"
	return rows


def _key(column: str, one: Table, customer: Table) -> Term:
	if column == "tier":
		return customer.tier
	if column == "together":
		return _has(frappe.qb.DocType("Bank Opportunity Participant"), one)
	if column == "rival":
		return _has(frappe.qb.DocType("Bank Opportunity Competitor"), one)
	if column == "contacts":
		return Count(frappe.qb.DocType("Bank Interaction").name)
	return one[column]


def _with_contacts(query: QueryBuilder, one: Table) -> QueryBuilder:
	"""Contacts with the customer from the day it was opened to the day it was closed."""
	contact = frappe.qb.DocType("Bank Interaction")
	meanwhile = (contact.occurred_at >= one.opened_on) & (Date(contact.occurred_at) <= one.closed_on)
	return query.left_join(contact).on((contact.customer == one.customer) & meanwhile).groupby(one.name)


def _band(number: Term) -> Term:
	return Case().when(number == 0, "0").when(number <= 2, "1–2").when(number <= 5, "3–5").else_("6+")


def _has(child: Table, one: Table) -> Term:
	query = frappe.qb.from_(child).select(child.name)
	query = query.where((child.parent == one.name) & (child.parenttype == OPPORTUNITY))
	return Case().when(ExistsCriterion(query), 1).else_(0)


def _overall(wanted: frappe._dict) -> frappe._dict:
	one = frappe.qb.DocType(OPPORTUNITY)
	won = one.outcome == OpportunityOutcome.WON.value
	query = frappe.qb.from_(one).select(Count("*").as_("closed"), reporting.count_of(won).as_("won"))
	return _within(query, one, wanted).run(as_dict=True)[0]


def _within(query: QueryBuilder, one: Table, wanted: frappe._dict) -> QueryBuilder:
	closed = one.outcome.isin([OpportunityOutcome.WON.value, OpportunityOutcome.LOST.value])
	given = [
		closed & reporting.period_of(wanted, months=12).holds(one.closed_on),
		reporting.narrowed(one, wanted, "pipeline", "salesperson", "product_category"),
		reporting.mine(one, wanted.branch),
	]
	return query.where(Criterion.all([each for each in given if each is not None]))


def _columns() -> list[dict]:
	return [
		reporting.column("trait", _("Trait"), "Data", 150),
		reporting.column("value", _("Value"), "Data", 150),
		reporting.column("closed", _("Closed Opportunities"), width=130),
		reporting.column("won", _("Won")),
		reporting.column("win_rate", _("Win Rate"), "Percent", 100),
		reporting.column("better", _("Against All (Points)"), "Float", 150),
		reporting.column("won_amount", _("Won Amount"), "Currency", 150),
		reporting.column("days", _("Days to Win"), "Float", 110),
		reporting.column("largest", _("Largest Success"), "Currency", 150),
	]


def _summary(overall: frappe._dict, rate: float) -> list[dict]:
	return [
		{"label": _("Closed Opportunities"), "value": int(overall.closed), "datatype": "Int"},
		{"label": _("Won"), "value": int(overall.won or 0), "datatype": "Int", "indicator": "Green"},
		{"label": _("Win Rate of All"), "value": round(rate, 1), "datatype": "Percent"},
	]
