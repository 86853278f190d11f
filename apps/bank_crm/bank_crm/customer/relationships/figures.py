"""The sums over households and each customer's household, computed over whole sets (CUS-03)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.query_builder import Case, Table
from frappe.query_builder.functions import Coalesce, Count, IfNull, Sum
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.customer.relationships.queries import CUSTOMER, HOUSEHOLD, MEMBER, holds_on
from bank_crm.customer.spans import Span, over_spans, spans
from bank_crm.domain.customer_enums import HouseholdStatus
from bank_crm.domain.enums import AccountStatus
from bank_crm.name_list import NameList


def refresh_households(names: Iterable[str] | None = None, *, commit: bool = False) -> int:
	"""Set members' households and sum assets, liabilities and products held over the members of today.

	`None` means every household. Returns how many were looked at. `commit` is for jobs only.
	"""
	return over_spans(_refresh, names and sorted(set(names)), commit=commit, doctype=HOUSEHOLD)[0]


def refresh_range(first: str, last: str) -> None:
	"""Set members' households and sum up all households between two names, both included; for loads."""
	span: Span = lambda column: column[first:last]  # noqa: E731 - a span is a function everywhere here
	_enter_present(span)
	_sum_up(span)


def refresh_households_of(customers: Span) -> int:
	"""Sum up the households of some customers; called when the customers' own figures have changed.

	`customers` restricts a column of customer names, as for the roll-up itself.
	"""
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.from_(member).select(member.household).distinct().where(customers(member.customer))
	names = query.run(pluck=True)
	for span, _size in spans(sorted(names)):
		_sum_up(span)
	return len(names)


def set_households(customers: Iterable[str]) -> None:
	"""Write into some customers the household they belong to today, or none."""
	names = NameList(customers)
	customer, member = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(MEMBER)
	present = _present(member, names.holds(member.customer))
	(
		frappe.qb.update(customer)
		.left_join(present)
		.on(present.person == customer.name)
		.set(customer.household, present.house)
		.where(names.holds(customer.name))
	).run()


def _refresh(span: Span) -> None:
	_leave_past(span)
	_enter_present(span)
	_sum_up(span)


def _leave_past(span: Span) -> None:
	customer, member = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(MEMBER)
	present = _present(member, span(member.household))
	(
		frappe.qb.update(customer)
		.left_join(present)
		.on((present.person == customer.name) & (present.house == customer.household))
		.set(customer.household, None)
		.where(span(customer.household) & present.person.isnull())
	).run()


def _enter_present(span: Span) -> None:
	customer, member = frappe.qb.DocType(CUSTOMER), frappe.qb.DocType(MEMBER)
	present = _present(member, span(member.household))
	(
		frappe.qb.update(customer)
		.inner_join(present)
		.on(present.person == customer.name)
		.set(customer.household, present.house)
		.where(Coalesce(customer.household, "") != present.house)
	).run()


def _present(member: Table, among: Criterion) -> QueryBuilder:
	"""Who lives where today; the columns are named unlike the customer's, which an UPDATE names without a table."""
	return (
		frappe.qb.from_(member)
		.select(member.customer.as_("person"), member.household.as_("house"))
		.where(among & holds_on(member))
	).as_("present")


def _sum_up(span: Span) -> None:
	household, now = frappe.qb.DocType(HOUSEHOLD), now_datetime()
	sums, products = _sums(span), _products(span)
	members = IfNull(sums.members, 0)
	status = Case().when(members > 0, HouseholdStatus.ACTIVE.value).else_(HouseholdStatus.DISSOLVED.value)
	(
		frappe.qb.update(household)
		.left_join(sums)
		.on(sums.household == household.name)
		.left_join(products)
		.on(products.household == household.name)
		.set(household.member_count, members)
		.set(household.total_aum, IfNull(sums.assets, 0))
		.set(household.total_liability, IfNull(sums.liabilities, 0))
		.set(household.product_count, IfNull(products.products, 0))
		.set(household.status, status)
		.set(household.rolled_up_at, now)
		.where(span(household.name))
	).run()


def _sums(span: Span) -> QueryBuilder:
	"""One row a household: members of today, their assets and liabilities."""
	member, customer = frappe.qb.DocType(MEMBER), frappe.qb.DocType(CUSTOMER)
	return (
		frappe.qb.from_(member)
		.inner_join(customer)
		.on(customer.name == member.customer)
		.select(
			member.household,
			Count(member.name).as_("members"),
			Sum(customer.total_aum).as_("assets"),
			Sum(customer.total_liability).as_("liabilities"),
		)
		.where(span(member.household) & holds_on(member))
		.groupby(member.household)
	).as_("sums")


def _products(span: Span) -> QueryBuilder:
	"""One row a household: distinct products anybody in it holds; a product two members hold counts once."""
	member, account = frappe.qb.DocType(MEMBER), frappe.qb.DocType("Bank Customer Account")
	return (
		frappe.qb.from_(member)
		.inner_join(account)
		.on(account.customer == member.customer)
		.select(
			member.household,
			Count(Coalesce(account.product, account.category)).distinct().as_("products"),
		)
		.where(span(member.household) & holds_on(member) & (account.status != AccountStatus.CLOSED.value))
		.groupby(member.household)
	).as_("products")
