"""Figures of a customer that follow from accounts, transactions and behaviour, computed over whole sets."""

from collections.abc import Iterable
from datetime import date, datetime

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Coalesce, Count, IfNull, Max, Sum
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Term

from bank_crm.customer.file import completeness
from bank_crm.customer.relationships import figures
from bank_crm.customer.settings import activity_rule
from bank_crm.customer.spans import Span, over_spans
from bank_crm.domain.activity import ActivityRule
from bank_crm.domain.enums import (
	ASSET_CATEGORIES,
	LIABILITY_CATEGORIES,
	AccountStatus,
	ActivityLevel,
	BehaviourType,
	ProductCategory,
)


def refresh_customers(
	customer_names: Iterable[str] | None = None, *, commit: bool = False, neighbours: bool = False
) -> int:
	"""Recompute assets, liabilities, products held, activity, last steps and completeness.

	`None` means every customer; their households are then summed up by a job of their own. Returns how many
	customers were looked at. `commit` is for jobs only: each portion stands for itself. With `neighbours`, customers
	between those named may be recomputed too, which is faster for many.
	"""
	rule, now = activity_rule(), now_datetime()

	def refresh(span: Span) -> None:
		_refresh(span, rule, now)
		if customer_names is not None:
			figures.refresh_households_of(span)

	count, _done = over_spans(refresh, customer_names, commit=commit, neighbours=neighbours)
	return count


def month_average_to_customers(month_end: date) -> None:
	"""Copy the month-average assets of one month's snapshots to the customers; without a snapshot it is nothing."""
	customer = frappe.qb.DocType("Bank Customer")
	snapshot = frappe.qb.DocType("Bank Asset Snapshot")
	average = IfNull(snapshot.month_avg_aum, 0)
	(
		frappe.qb.update(customer)
		.left_join(snapshot)
		.on((snapshot.customer == customer.name) & (snapshot.month_end == month_end))
		.set(customer.aum_month_avg, average)
		.where(customer.aum_month_avg != average)
	).run()


def category_sum(account: Table, categories: Iterable[ProductCategory]) -> Term:
	"""Return the sum of the balances of some categories, zero where there are none."""
	wanted = [category.value for category in categories]
	return Sum(Case().when(account.category.isin(wanted), account.balance).else_(0))


def _refresh(span: Span, rule: ActivityRule, now: datetime) -> None:
	customer = frappe.qb.DocType("Bank Customer")
	holdings = _holdings(span)
	bookings = _bookings(span, rule, now)
	logins = _logins(span, rule, now)
	recent = IfNull(bookings.recent, 0) + IfNull(logins.recent, 0)
	dormant_before = rule.dormant_before(now)
	level = (
		Case()
		.when(recent >= rule.high_from, ActivityLevel.HIGH.value)
		.when(recent > 0, ActivityLevel.MEDIUM.value)
		.when(
			(bookings.last_at >= dormant_before) | (logins.last_at >= dormant_before), ActivityLevel.LOW.value
		)
		.else_(ActivityLevel.DORMANT.value)
	)
	(
		frappe.qb.update(customer)
		.left_join(holdings)
		.on(holdings.customer == customer.name)
		.left_join(bookings)
		.on(bookings.customer == customer.name)
		.left_join(logins)
		.on(logins.customer == customer.name)
		.set(customer.total_aum, IfNull(holdings.assets, 0))
		.set(customer.total_liability, IfNull(holdings.liabilities, 0))
		.set(customer.product_count, IfNull(holdings.products, 0))
		.set(customer.activity_level, level)
		.set(customer.last_txn_at, bookings.last_at)
		.set(customer.last_login_at, logins.last_at)
		.set(customer.completeness, completeness.score(customer))
		.where(span(customer.name))
	).run()


def _holdings(span: Span) -> QueryBuilder:
	"""One row a customer: assets, liabilities, distinct products, over accounts that are not closed."""
	account = frappe.qb.DocType("Bank Customer Account")
	return (
		frappe.qb.from_(account)
		.select(
			account.customer,
			category_sum(account, ASSET_CATEGORIES).as_("assets"),
			category_sum(account, LIABILITY_CATEGORIES).as_("liabilities"),
			Count(Coalesce(account.product, account.category)).distinct().as_("products"),
		)
		.where((account.status != AccountStatus.CLOSED.value) & span(account.customer))
		.groupby(account.customer)
	).as_("holdings")


def _bookings(span: Span, rule: ActivityRule, now: datetime) -> QueryBuilder:
	booking = frappe.qb.DocType("Bank Customer Transaction")
	return _steps(booking, booking.posted_at, span, rule, now).as_("bookings")


def _logins(span: Span, rule: ActivityRule, now: datetime) -> QueryBuilder:
	event = frappe.qb.DocType("Bank Behaviour Event")
	steps = _steps(event, event.occurred_at, span, rule, now)
	return steps.where(event.event_type == BehaviourType.LOGIN.value).as_("logins")


def _steps(table: Table, at: Term, span: Span, rule: ActivityRule, now: datetime) -> QueryBuilder:
	"""One row a customer: the last step, and how many lie in the window activity is measured by."""
	recent = Case().when(at >= rule.window_start(now), 1).else_(0)
	return (
		frappe.qb.from_(table)
		.select(table.customer, Max(at).as_("last_at"), Sum(recent).as_("recent"))
		.where(span(table.customer))
		.groupby(table.customer)
	)
