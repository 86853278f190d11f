"""What people's work is counted from: one query of records for each measure (SAL-05, SAL-07).

Figures are sums over these very queries, and the list behind a figure is the query itself, so that every figure can be
followed to its records and the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe.query_builder.functions import Avg, Count, IfNull, Max, Sum
from frappe.utils import flt
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from bank_crm.domain.care import CareStatus
from bank_crm.domain.enums import RelationshipStage
from bank_crm.domain.performance_enums import PerformanceMeasure as Kind
from bank_crm.domain.sales_enums import LeadStatus, OpportunityOutcome
from bank_crm.domain.service_enums import OrderState

OPPORTUNITY, ORDER, CUSTOMER, SNAPSHOT = (
	"Bank Opportunity",
	"Bank Work Order",
	"Bank Customer",
	"Bank Asset Snapshot",
)
#: How many people one statement asks about.
PORTION = 500


@dataclass(frozen=True, slots=True)
class Span:
	"""Days from `first` to `last`, both included."""

	first: date
	last: date

	def holds(self, column: Term) -> Criterion:
		"""Return that a day or moment lies in the span."""
		return (column >= self.first) & (column < self.last + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Tally:
	"""A figure and how many records it was counted from."""

	value: float | None
	records: int


@dataclass(frozen=True, slots=True)
class Measure:
	"""Where a measure's records are. `query` selects person, name, day and value of each of some people's."""

	doctype: str
	query: Callable[[Span, Sequence[str]], QueryBuilder | None]
	average: bool = False


def records(kind: Kind, span: Span, people: Sequence[str]) -> QueryBuilder | None:
	"""Return the records a measure counts for some people; None where there is nothing to count from yet."""
	return MEASURES[kind].query(span, people)


def tallies(kind: Kind, span: Span, people: Sequence[str]) -> dict[str, Tally]:
	"""Return each person's figure; 0 for who has no record, None where a mean or a growth has nothing to go by."""
	measure, found = MEASURES[kind], {}
	empty = None if measure.average else 0.0
	for start in range(0, len(people), PORTION):
		portion = people[start : start + PORTION]
		query = records(kind, span, portion)
		if query is None:
			found.update({person: Tally(None, 0) for person in portion})
			continue
		found.update({person: Tally(empty, 0) for person in portion})
		each = query.as_("each_record")
		value = Avg(each.value) if measure.average else Sum(each.value)
		rows = frappe.qb.from_(each).select(each.person, value, Count("*")).groupby(each.person).run()
		found.update({person: Tally(flt(figure), int(number)) for person, figure, number in rows})
	return found


def _simple(
	doctype: str,
	person: str,
	day: str,
	*states: tuple[str, str],
	value: str | None = None,
	unless: tuple[str, str] | None = None,
) -> Callable[[Span, Sequence[str]], QueryBuilder]:
	"""Records of one DocType with a person and a day of their own."""

	def query(span: Span, people: Sequence[str]) -> QueryBuilder:
		table = frappe.qb.DocType(doctype)
		counted = table[value] if value else ValueWrapper(1)
		found = _selected(frappe.qb.from_(table), table[person], table.name, table[day], counted)
		found = found.where(table[person].isin(list(people)) & span.holds(table[day]))
		for column, wanted in states:
			found = found.where(table[column] == wanted)
		return found.where(table[unless[0]] != unless[1]) if unless else found

	return query


def _ratings(span: Span, people: Sequence[str]) -> QueryBuilder:
	order = frappe.qb.DocType(ORDER)
	query = _selected(frappe.qb.from_(order), order.handler, order.name, order.rated_on, order.rating)
	return query.where(order.handler.isin(list(people)) & span.holds(order.rated_on) & (order.rating > 0))


def _lost(span: Span, people: Sequence[str]) -> QueryBuilder:
	"""Customers that churned count for whoever manages them."""
	change, customer = frappe.qb.DocType("Bank Stage Change"), frappe.qb.DocType(CUSTOMER)
	query = frappe.qb.from_(change).inner_join(customer).on(customer.name == change.customer)
	query = _selected(query, customer.manager, change.name, change.changed_at, ValueWrapper(1))
	return query.where(
		customer.manager.isin(list(people))
		& (change.to_stage == RelationshipStage.CHURNED.value)
		& span.holds(change.changed_at)
	)


def _growth(span: Span, people: Sequence[str]) -> QueryBuilder | None:
	"""Assets at the last month's end within the span against those before it, of each customer one manages now."""
	latest = _last_month_end(span)
	if latest is None:
		return None
	customer = frappe.qb.DocType(CUSTOMER)
	now, then = frappe.qb.DocType(SNAPSHOT).as_("now_held"), frappe.qb.DocType(SNAPSHOT).as_("held_before")
	before = span.first - timedelta(days=1)
	query = (
		frappe.qb.from_(customer)
		.inner_join(now)
		.on((now.customer == customer.name) & (now.month_end == latest))
		.left_join(then)
		.on((then.customer == customer.name) & (then.month_end == before))
	)
	grown = IfNull(now.total_aum, 0) - IfNull(then.total_aum, 0)
	query = _selected(query, customer.manager, now.name, now.month_end, grown)
	return query.where(customer.manager.isin(list(people)) & (grown != 0))


def _last_month_end(span: Span) -> date | None:
	table = frappe.qb.DocType(SNAPSHOT)
	query = frappe.qb.from_(table).select(Max(table.month_end))
	return query.where((table.month_end >= span.first) & (table.month_end <= span.last)).run()[0][0]


def _selected(query: QueryBuilder, person: Term, name: Term, day: Term, value: Term) -> QueryBuilder:
	columns: dict[str, Term] = {"person": person, "name": name, "day": day, "value": value}
	return query.select(*(term.as_(alias) for alias, term in columns.items()))


_WON = ("outcome", OpportunityOutcome.WON.value)
MEASURES: dict[Kind, Measure] = {
	Kind.CONTACTS: Measure("Bank Interaction", _simple("Bank Interaction", "user", "occurred_at")),
	Kind.CARE_DONE: Measure(
		"Bank Care Task",
		_simple("Bank Care Task", "done_by", "done_at", ("status", CareStatus.DONE.value)),
	),
	Kind.ORDERS_ANSWERED: Measure(
		ORDER, _simple(ORDER, "handler", "answered_on", unless=("state", OrderState.MERGED.value))
	),
	Kind.WON_DEALS: Measure(OPPORTUNITY, _simple(OPPORTUNITY, "salesperson", "closed_on", _WON)),
	Kind.WON_AMOUNT: Measure(
		OPPORTUNITY, _simple(OPPORTUNITY, "salesperson", "closed_on", _WON, value="amount")
	),
	Kind.CONVERTED_LEADS: Measure(
		"Bank Lead",
		_simple("Bank Lead", "salesperson", "converted_on", ("status", LeadStatus.CONVERTED.value)),
	),
	Kind.CUSTOMERS_WON: Measure(CUSTOMER, _simple(CUSTOMER, "manager", "opened_on")),
	Kind.CUSTOMERS_LOST: Measure("Bank Stage Change", _lost),
	Kind.ASSET_GROWTH: Measure(SNAPSHOT, _growth),
	Kind.SERVICE_RATING: Measure(ORDER, _ratings, average=True),
}
