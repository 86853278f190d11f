"""The forecast as it is at this moment: what was won and what is open, by month, branch, person or product line (SAL-03).

An open opportunity counts in the month it is expected to close; one whose day has passed in the running month, since it
cannot come earlier. Commit and best case are told together with what is certain already, as a forecast is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, DateFormat, Sum
from frappe.utils import add_months, get_first_day, getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from bank_crm.domain.sales_enums import ForecastCategory, OpportunityOutcome

OPPORTUNITY = "Bank Opportunity"
#: Amounts of a line in the order its columns have.
AMOUNTS = ("closed_amount", "commit_amount", "best_case_amount", "pipeline_amount", "weighted_amount")
#: What may be grouped by.
DIMENSIONS = ("month", "branch", "salesperson", "product_category")
#: How far ahead and back a forecast looks, in months.
AHEAD, BACK = 18, 3


def lines(
	by: Sequence[str],
	condition: Criterion | None,
	table: Table,
	first: date | None = None,
	last: date | None = None,
) -> QueryBuilder:
	"""Return the query of a forecast's lines: the dimensions asked for, how many, the five amounts.

	`condition` are the rows to be counted (None: all), `first` and `last` the months looked at, by default from three
	back to 18 ahead.
	"""
	this_month = get_first_day(getdate(today()))
	first = get_first_day(first or add_months(this_month, -BACK))
	last = get_first_day(last or add_months(this_month, AHEAD))
	keys = {
		"month": _month(table, this_month),
		"branch": table.branch,
		"salesperson": table.salesperson,
		"product_category": table.product_category,
	}
	query = frappe.qb.from_(table)
	for name in by:
		query = query.select(keys[name].as_(name)).groupby(keys[name])
	query = query.select(Count("*").as_("opportunities"))
	for name, amount in _amounts(table).items():
		query = query.select(Sum(amount).as_(name))
	query = query.where(_within(table, this_month, first, add_months(last, 1)))
	return query if condition is None else query.where(condition)


def _amounts(table: Table) -> dict[str, Term]:
	won = table.outcome == OpportunityOutcome.WON.value
	opened = table.outcome == OpportunityOutcome.OPEN.value
	kinds = {
		"closed_amount": won,
		"commit_amount": opened & (table.forecast_category == ForecastCategory.COMMIT.value),
		"best_case_amount": opened & (table.forecast_category == ForecastCategory.BEST_CASE.value),
		"pipeline_amount": opened & (table.forecast_category == ForecastCategory.PIPELINE.value),
	}
	found: dict[str, Term] = {
		name: Case().when(which, table.amount).else_(0) for name, which in kinds.items()
	}
	counted = opened & (table.forecast_category != ForecastCategory.OMITTED.value)
	return {**found, "weighted_amount": Case().when(counted, table.weighted_amount).else_(0)}


def _month(table: Table, this_month: date) -> Term:
	won = table.outcome == OpportunityOutcome.WON.value
	late = table.expected_close < this_month
	day = Case().when(won, table.closed_on).when(late, ValueWrapper(str(this_month)))
	return DateFormat(day.else_(table.expected_close), "%Y-%m-01")


def _within(table: Table, this_month: date, first: date, end: date) -> Criterion:
	"""Won within the months looked at, or open and expected in them; those without a day are in no month."""
	won = (
		(table.outcome == OpportunityOutcome.WON.value) & (table.closed_on >= first) & (table.closed_on < end)
	)
	if end <= this_month:
		return won  # what is open cannot come in a month that is over
	opened = (table.outcome == OpportunityOutcome.OPEN.value) & table.expected_close.isnotnull()
	if first > this_month:
		opened = opened & (table.expected_close >= first)
	return won | (opened & (table.expected_close < end))
