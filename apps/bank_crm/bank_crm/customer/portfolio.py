"""Figures over all customers a user may see: the workspace's cards and charts (CUS-07, requirements 1.3).

Every function reads with the scope criterion of the session's user, so two users see different figures.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import frappe
from frappe.query_builder import functions as fn
from frappe.query_builder.builder import MySQLQueryBuilder

from bank_crm.permissions import scope

CUSTOMER = "Bank Customer"
SNAPSHOT = "Bank Asset Snapshot"
TREND_MONTHS = 13
ACTIVE_LEVELS = ("High", "Medium")


@dataclass(frozen=True, slots=True)
class Activity:
	"""Active customers and, among them, those who did something lately."""

	customers: int
	active: int

	@property
	def share(self) -> float:
		"""Percent of the customers with high or medium activity; 0 without customers."""
		return 100 * self.active / self.customers if self.customers else 0.0


@dataclass(frozen=True, slots=True)
class MonthTotal:
	"""Assets and liabilities at one month's end, in the bank's currency."""

	month_end: date
	aum: Decimal
	liability: Decimal


def total_assets() -> Decimal:
	"""Assets under management of the user's customers, CNY."""
	customer = frappe.qb.DocType(CUSTOMER)
	rows = _own_customers(customer).select(fn.Sum(customer.total_aum)).run()
	return Decimal(rows[0][0] or 0)


def activity() -> Activity:
	"""How many of the user's customers are active."""
	levels = activity_levels()
	return Activity(sum(levels.values()), sum(levels.get(level, 0) for level in ACTIVE_LEVELS))


def activity_levels() -> dict[str, int]:
	"""Customers by activity level; "" holds those without one yet."""
	customer = frappe.qb.DocType(CUSTOMER)
	# by branch first, which is the order of the index `dashboard_figures`: a million rows are counted without sorting
	along = [customer.branch, customer.activity_level]
	counts: Counter[str] = Counter()
	for _branch, level, many in _own_customers(customer).select(*along, fn.Count("*")).groupby(*along).run():
		counts[level or ""] += many
	return dict(counts)


def tiers() -> list[tuple[str, int]]:
	"""Customers by tier from the lowest to the highest; customers without one come last as ""."""
	customer = frappe.qb.DocType(CUSTOMER)
	held = fn.Coalesce(customer.tier, "")
	counts = dict(_own_customers(customer).select(held, fn.Count("*")).groupby(held).run())
	ladder = frappe.get_all("Bank Customer Tier", order_by="level asc", pluck="name")
	known = [(tier, counts.pop(tier, 0)) for tier in ladder]
	return known + [(tier, count) for tier, count in sorted(counts.items(), reverse=True)]


def monthly_assets() -> list[MonthTotal]:
	"""Month-end totals of the last 13 months that have snapshots, oldest first."""
	snapshot = frappe.qb.DocType(SNAPSHOT)
	query = (
		frappe.qb.from_(snapshot)
		.select(snapshot.month_end, fn.Sum(snapshot.total_aum), fn.Sum(snapshot.total_liability))
		.where(snapshot.month_end >= fn.Date(_first_month()))
		.groupby(snapshot.month_end)
		.orderby(snapshot.month_end)
	)
	condition = scope.criterion(SNAPSHOT, table=snapshot)
	if condition is not None:
		query = query.where(condition)
	return [MonthTotal(day, Decimal(aum or 0), Decimal(owed or 0)) for day, aum, owed in query.run()]


def _first_month() -> str:
	return str(frappe.utils.get_first_day(frappe.utils.add_months(frappe.utils.nowdate(), -TREND_MONTHS)))


def _own_customers(customer: frappe.query_builder.Table) -> MySQLQueryBuilder:
	query = frappe.qb.from_(customer).where(customer.status == "Active")
	condition = scope.criterion(CUSTOMER, table=customer)
	return query if condition is None else query.where(condition)
