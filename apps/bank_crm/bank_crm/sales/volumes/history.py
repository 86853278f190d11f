"""What the bank's volumes were, month by month, for each branch and those below it (SAL-03).

Months counted before are kept and only the last ones counted anew, so that a bank with many years of transactions does
not read all of them each month.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import frappe
from frappe.query_builder import Table
from frappe.query_builder.functions import DateFormat, IfNull, Sum
from frappe.utils import add_months, flt, get_first_day, getdate, today
from pypika.queries import QueryBuilder
from pypika.terms import Term

from bank_crm.domain.enums import Direction, ProductCategory
from bank_crm.domain.performance_enums import VolumeMeasure as Kind
from bank_crm.domain.performance_enums import VolumePointKind
from bank_crm.permissions.branches import BRANCH

ACCOUNT, TRANSACTION, CUSTOMER, SNAPSHOT = (
	"Bank Customer Account",
	"Bank Customer Transaction",
	"Bank Customer",
	"Bank Asset Snapshot",
)
FORECAST, POINT = "Bank Volume Forecast", "Bank Volume Point"
DEPOSITS = (ProductCategory.SAVINGS.value, ProductCategory.TIME_DEPOSIT.value)
#: How many of the last months are counted each time, and how many of a history methods learn from.
COUNTED_ANEW, MOST_MONTHS = 3, 120
Volumes = dict[str, dict[date, float]]


def volumes(kind: Kind) -> Volumes:
	"""Return the volumes of each branch with those below it by month, until the last complete month with any."""
	kept = _kept(kind)
	months = [month for found in kept.values() for month in found]
	since = get_first_day(add_months(max(months), -COUNTED_ANEW)) if months else None
	counted = _rolled_up(_count(kind, since))
	if since and any(counted[branch] for branch in counted.keys() - kept.keys()):
		since = None  # a branch nobody has counted before: what it did earlier is not known yet
		counted = _rolled_up(_count(kind, since))
	for branch, found in counted.items():
		before = {m: v for m, v in kept.get(branch, {}).items() if since and m < since}
		counted[branch] = {**before, **found}
	return counted


def last_month(found: Volumes) -> date | None:
	"""Return the last month any branch has a volume in."""
	months = [month for volumes_ in found.values() for month in volumes_]
	return max(months) if months else None


def branches(**filters: object) -> list[frappe._dict]:
	"""Return the branches from the head of the tree down."""
	fields = ["name", "branch_name", "parent_bank_branch"]
	return frappe.get_all(BRANCH, filters=filters, fields=fields, order_by="lft")


def heads() -> list[frappe._dict]:
	"""Return the branches at the head of the tree, whose forecasts are the bank's own."""
	return branches(parent_bank_branch=("is", "not set"))


def _kept(kind: Kind) -> Volumes:
	forecast, point = frappe.qb.DocType(FORECAST), frappe.qb.DocType(POINT)
	query = (
		frappe.qb.from_(forecast)
		.inner_join(point)
		.on((point.parent == forecast.name) & (point.parenttype == FORECAST))
		.select(forecast.branch, point.month, point.value)
		.where((forecast.measure == kind.value) & (point.kind == VolumePointKind.HISTORY.value))
	)
	found: Volumes = {}
	for branch, month, value in query.run():
		found.setdefault(branch, {})[month] = flt(value)
	return found


def _count(kind: Kind, since: date | None) -> dict[tuple[str, date], float]:
	"""Add up by the row's own branch and month."""
	query, branch, day, value = _SOURCES[kind](frappe.qb.DocType(CUSTOMER))
	this_month = get_first_day(getdate(today()))
	query = query.select(IfNull(branch, ""), DateFormat(day, "%Y-%m-01"), Sum(value))
	query = query.where(day < this_month)
	query = query.where(day >= since) if since else query
	rows = query.groupby(branch).groupby(DateFormat(day, "%Y-%m-01")).run()
	return {(branch_, getdate(month)): flt(total) for branch_, month, total in rows if month}


def _rolled_up(found: Mapping[tuple[str, date], float]) -> Volumes:
	"""Add each branch's months to those of the branches above; what has no branch counts for the whole bank alone."""
	above = {row.name: row.parent_bank_branch for row in branches()}
	rolled: Volumes = {branch: {} for branch in above}
	first = [branch for branch, parent in above.items() if not parent]
	for (branch, month), value in found.items():
		at: str | None = branch if branch in above else first[0] if len(first) == 1 else None
		while at:
			rolled[at][month] = rolled[at].get(month, 0.0) + value
			at = above.get(at)
	return rolled


Source = tuple[QueryBuilder, Term, Term, Term]


def _deposits_received(_customer: Table) -> Source:
	booked, account = frappe.qb.DocType(TRANSACTION), frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.from_(booked).inner_join(account).on(account.name == booked.account)
	query = query.where(booked.direction == Direction.CREDIT.value)
	return query.where(account.category.isin(DEPOSITS)), account.branch, booked.posted_at, booked.amount


def _loans_granted(_customer: Table) -> Source:
	account = frappe.qb.DocType(ACCOUNT)
	query = frappe.qb.from_(account).where(account.category == ProductCategory.LOAN.value)
	return query, account.branch, account.opened_on, IfNull(account.principal, 0)


def _deposit_balance(customer: Table) -> Source:
	held = frappe.qb.DocType(SNAPSHOT)
	query = frappe.qb.from_(held).inner_join(customer).on(customer.name == held.customer)
	return query, customer.branch, held.month_end, IfNull(held.savings, 0) + IfNull(held.time_deposit, 0)


def _loan_balance(customer: Table) -> Source:
	held = frappe.qb.DocType(SNAPSHOT)
	query = frappe.qb.from_(held).inner_join(customer).on(customer.name == held.customer)
	return query, customer.branch, held.month_end, IfNull(held.loan, 0)


_SOURCES = {
	Kind.DEPOSITS_RECEIVED: _deposits_received,
	Kind.LOANS_GRANTED: _loans_granted,
	Kind.DEPOSIT_BALANCE: _deposit_balance,
	Kind.LOAN_BALANCE: _loan_balance,
}
