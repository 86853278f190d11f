"""What the rules ask about customers, as SQL over a span of them; NULL is what nobody knows.

Assets are known once there is an account, the month's average once the month has a snapshot: a customer typed in at
the counter has no accounts yet, which does not make the assets zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Coalesce, Count, NullIf, Sum
from frappe.utils import add_months, get_last_day
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, ExistsCriterion, Term, ValueWrapper

from bank_crm.customer.spans import Span
from bank_crm.domain.customer_enums import AmountBasis
from bank_crm.domain.enums import AccountStatus
from bank_crm.domain.tiering import TierRule, activities_from, risks_from

ACCOUNT = "Bank Customer Account"
SNAPSHOT = "Bank Asset Snapshot"
TRANSACTION = "Bank Customer Transaction"


@dataclass(frozen=True, slots=True)
class Average:
	"""Month averages added up and how many months they are; as in `domain.tiering.Average`."""

	total: Term
	months: Term


class Facts:
	"""The terms over one span of customers; `join` adds to a query what they read beside the customer's row."""

	def __init__(self, customer: Table, span: Span, rules: Iterable[TierRule], today: date) -> None:
		self.customer = customer
		self.today = today
		rules = tuple(rules)
		self._averages = {
			rule.window_months: _averages(span, rule.window_months, today)
			for rule in rules
			if rule.min_amount > 0 and rule.basis == AmountBasis.MONTH_AVERAGE and rule.window_months > 1
		}
		self._bookings = {
			rule.transaction_days: _bookings(span, rule.transaction_days, today)
			for rule in rules
			if rule.min_transactions > 0
		}

	def join(self, query: QueryBuilder) -> QueryBuilder:
		"""Join the figures over time the rules ask for; a query over customers stays one row a customer."""
		for joined in (*self._averages.values(), *self._bookings.values()):
			query = query.left_join(joined).on(joined.customer == self.customer.name)
		return query

	def holds(self, rule: TierRule) -> Term:
		"""1, 0 or NULL: whether the rule's conditions hold, as `domain.tiering.every` says."""
		conditions: list[Criterion] = []
		if rule.min_amount > 0:
			conditions.append(self._reaches(rule))
		if rule.min_products > 0:
			conditions.append(self.products() >= rule.min_products)
		if rule.min_activity is not None:
			conditions.append(
				self.activity().isin([level.value for level in activities_from(rule.min_activity)])
			)
		if rule.min_transactions > 0:
			conditions.append(self.transactions(rule.transaction_days) >= rule.min_transactions)
		if rule.min_risk is not None:
			conditions.append(self.risk().isin([grade.value for grade in risks_from(rule.min_risk)]))
		# a function around it, because the query builder gives conditions joined by AND no name
		return Coalesce(Criterion.all(conditions)) if conditions else ValueWrapper(1)

	def balance(self) -> Term:
		"""What the customer owns now."""
		known = (self.customer.total_aum != 0) | self._has_account()
		return Case().when(known, self.customer.total_aum)

	def average(self, months: int) -> Average:
		"""The averages of the last months, the running one included; months without a snapshot do not count."""
		if months > 1:
			joined = self._averages[months]
			return Average(joined.total, joined.months)
		closed = self._has_account() & ExistsCriterion(self._accounts(open_only=True)).negate()
		known = (self.customer.aum_month_avg != 0) | self._has_snapshot() | closed
		return Average(Case().when(known, self.customer.aum_month_avg), ValueWrapper(1))

	def products(self) -> Term:
		"""Distinct products held."""
		known = (self.customer.product_count != 0) | self._has_account()
		return Case().when(known, self.customer.product_count)

	def transactions(self, days: int) -> Term:
		"""Transactions since midnight `days` days ago."""
		joined = self._bookings[days]
		return Case().when(joined.bookings > 0, joined.bookings).when(self._has_account(), 0)

	def activity(self) -> Term:
		"""The activity level."""
		return NullIf(self.customer.activity_level, "")

	def risk(self) -> Term:
		"""The risk preference."""
		return NullIf(self.customer.risk_preference, "")

	def _reaches(self, rule: TierRule) -> Criterion:
		if rule.basis == AmountBasis.CURRENT_BALANCE:
			return self.balance() >= rule.min_amount
		average = self.average(rule.window_months)
		return average.total >= average.months * rule.min_amount

	def _has_account(self) -> Criterion:
		return ExistsCriterion(self._accounts(open_only=False))

	def _accounts(self, *, open_only: bool) -> QueryBuilder:
		account = frappe.qb.DocType(ACCOUNT)
		query = frappe.qb.from_(account).select(account.name).where(account.customer == self.customer.name)
		return query.where(account.status != AccountStatus.CLOSED.value) if open_only else query

	def _has_snapshot(self) -> Criterion:
		snapshot = frappe.qb.DocType(SNAPSHOT)
		return ExistsCriterion(
			frappe.qb.from_(snapshot)
			.select(snapshot.name)
			.where(snapshot.customer == self.customer.name)
			.where(snapshot.month_end == get_last_day(self.today))
		)


def window_start(days: int, today: date) -> datetime:
	"""Return the moment from which a window of days counts."""
	return datetime.combine(today - timedelta(days=days), time.min)


def last_month_ends(months: int, today: date) -> tuple[date, date]:
	"""Return the first and the last month-end of a window of months that ends with the running one."""
	return get_last_day(add_months(today.replace(day=1), 1 - months)), get_last_day(today)


def _averages(span: Span, months: int, today: date) -> QueryBuilder:
	snapshot = frappe.qb.DocType(SNAPSHOT)
	first, last = last_month_ends(months, today)
	return (
		frappe.qb.from_(snapshot)
		.select(
			snapshot.customer, Sum(snapshot.month_avg_aum).as_("total"), Count(snapshot.name).as_("months")
		)
		.where(span(snapshot.customer) & snapshot.month_end[first:last])
		.groupby(snapshot.customer)
	).as_(f"averages_{months}")


def _bookings(span: Span, days: int, today: date) -> QueryBuilder:
	booking = frappe.qb.DocType(TRANSACTION)
	return (
		frappe.qb.from_(booking)
		.select(booking.customer, Count(booking.name).as_("bookings"))
		.where(span(booking.customer) & (booking.posted_at >= window_start(days, today)))
		.groupby(booking.customer)
	).as_(f"bookings_{days}")
