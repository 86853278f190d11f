"""What has been reached of many targets, by one statement for each kind; nothing is carried along that could drift (SAL-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_days, flt, getdate, now_datetime, today
from pypika.functions import Date
from pypika.terms import Criterion, Term, ValueWrapper

from bank_crm.domain import targets
from bank_crm.domain.sales_enums import LeadStatus, OpportunityOutcome, TargetHolder, TargetMetric
from bank_crm.permissions import branches

TARGET, BRANCH = "Bank Sales Target", "Bank Branch"
#: Targets of periods that ended longer ago are not counted anew.
DAYS_AFTER = 40
PORTION = 500


@dataclass(frozen=True, slots=True)
class Measure:
	"""Where a metric's rows are: the day they count for, whose they are, what is added up."""

	doctype: str
	day: str
	person: str
	state: tuple[str, str] | None
	amount: str | None = None
	product_line: bool = True


MEASURES = {
	TargetMetric.WON_AMOUNT.value: Measure(
		"Bank Opportunity", "closed_on", "salesperson", ("outcome", OpportunityOutcome.WON.value), "amount"
	),
	TargetMetric.WON_DEALS.value: Measure(
		"Bank Opportunity", "closed_on", "salesperson", ("outcome", OpportunityOutcome.WON.value)
	),
	TargetMetric.CONVERTED_LEADS.value: Measure(
		"Bank Lead", "converted_on", "salesperson", ("status", LeadStatus.CONVERTED.value)
	),
	TargetMetric.NEW_CUSTOMERS.value: Measure(
		"Bank Customer", "opened_on", "manager", None, product_line=False
	),
}


def of_targets(names: Iterable[str]) -> dict[str, float]:
	"""Return what has been reached of each target by now; a target nothing counts for yet is 0."""
	wanted = sorted(set(names))
	found = dict.fromkeys(wanted, 0.0)
	for metric, measure in MEASURES.items():
		for holder in TargetHolder:
			rows = _query(measure, metric, holder, wanted).run() if wanted else ()
			found.update({name: flt(value) for name, value in rows})
	return found


def of_holders(
	metric: str, holder: TargetHolder, holders: Iterable[str], line: str | None, span: tuple[date, date]
) -> dict[str, float]:
	"""Return what branches (with those below) or people reached in a span of days, whether or not they had targets."""
	measure, wanted = MEASURES[metric], sorted(set(holders))
	if not wanted:
		return {}
	row = frappe.qb.DocType(measure.doctype)
	if holder is TargetHolder.BRANCH:
		home, found = frappe.qb.DocType(BRANCH).as_("home"), frappe.qb.DocType(BRANCH).as_("found")
		query = frappe.qb.from_(home).inner_join(found).on(branches.within(found, home))
		query, whose = query.inner_join(row).on(row.branch == found.name), home.name
	else:
		query, whose = frappe.qb.from_(row), row[measure.person]
	first, last = (ValueWrapper(day) for day in span)
	query = query.where(whose.isin(wanted) & _counts(measure, row, first, last, ValueWrapper(line or "")))
	return {
		name: flt(value) for name, value in query.select(whose, _value(measure, row)).groupby(whose).run()
	}


def refresh(names: Iterable[str] | None = None) -> int:
	"""Store achievement and progress of the targets that still run, for lists; returns how many."""
	if names is None:
		since = add_days(today(), -DAYS_AFTER)
		names = frappe.get_all(TARGET, {"to_date": (">=", since)}, pluck="name", order_by="name asc")
	wanted, now = list(names), now_datetime()
	for start in range(0, len(wanted), PORTION):
		portion = wanted[start : start + PORTION]
		reached = of_targets(portion)
		_store(reached, now)
	return len(wanted)


def standing(target: Any, reached: float) -> targets.Progress:
	"""Return how a target stands today."""
	return targets.progress(
		flt(target.target_value),
		reached,
		getdate(target.from_date),
		getdate(target.to_date),
		getdate(today()),
	)


def _store(reached: Mapping[str, float], now: datetime) -> None:
	target = frappe.qb.DocType(TARGET)
	value = Case()
	for name, achieved in reached.items():
		value = value.when(target.name == name, achieved)
	update = frappe.qb.update(target).set(target.achieved, value).set(target.computed_on, now)
	update.where(target.name.isin(list(reached))).run()
	share = target.achieved * 100 / target.target_value
	share = Case().when(target.target_value > 0, share).else_(0)
	frappe.qb.update(target).set(target.progress, share).where(target.name.isin(list(reached))).run()


def _query(measure: Measure, metric: str, holder: TargetHolder, names: list[str]) -> Any:
	target, row = frappe.qb.DocType(TARGET), frappe.qb.DocType(measure.doctype)
	query = frappe.qb.from_(target)
	if holder is TargetHolder.BRANCH:
		home, found = frappe.qb.DocType(BRANCH).as_("home"), frappe.qb.DocType(BRANCH).as_("found")
		query = query.inner_join(home).on(home.name == target.branch)
		query = query.inner_join(found).on(branches.within(found, home))
		query = query.inner_join(row).on(row.branch == found.name)
	else:
		query = query.inner_join(row).on(row[measure.person] == target.person)
	query = query.select(target.name, _value(measure, row)).where(target.name.isin(names))
	query = query.where((target.metric == metric) & (target.holder == holder.value))
	counts = _counts(measure, row, target.from_date, target.to_date, target.product_category)
	return query.where(counts).groupby(target.name)


def _value(measure: Measure, row: Table) -> Term:
	return Sum(row[measure.amount]) if measure.amount else Count("*")


def _counts(measure: Measure, row: Table, first: Term, last: Term, line: Term) -> Criterion:
	day = row[measure.day]
	within = (day >= first) & (Date(day) <= last)
	if measure.state:
		within = within & (row[measure.state[0]] == measure.state[1])
	if measure.product_line:
		within = within & (line.isnull() | (line == "") | (row.product_category == line))
	return within
