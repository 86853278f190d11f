"""Pairs worth weighing, found over whole sets: the same fingerprint, the same birth date with names that sound alike,
the same company name (CUS-13).

Signs that more than `MOST_IN_GROUP` customers share are left out: a switchboard's phone, a placeholder date.
"""

from collections.abc import Iterator
from datetime import date
from itertools import combinations, groupby
from operator import itemgetter

import frappe
from frappe.query_builder.functions import Count, Max, Min
from pypika.queries import QueryBuilder, Table
from pypika.terms import Criterion

from bank_crm.customer.duplicates.evidence import Pair
from bank_crm.customer.duplicates.names import alike
from bank_crm.domain.duplicates import MOST_IN_GROUP, ordered, sound_key
from bank_crm.domain.enums import CustomerStatus, CustomerType

CUSTOMER = "Bank Customer"
VAULT = "Bank Sealed Value"
#: Born on one day: above this only names of exactly the same sound are paired.
MOST_IN_DAY = 2_000


def in_use(customer: Table) -> Criterion:
	"""Customers that can be a duplicate: neither archived nor merged."""
	return (customer.status == CustomerStatus.ACTIVE.value) & (
		customer.merged_into.isnull() | (customer.merged_into == "")
	)


def by_fingerprint() -> list[Pair]:
	"""Pairs with the same mobile, e-mail or ID number, in one pass over the index of the vault."""
	vault = frappe.qb.DocType(VAULT)
	# the columns of the index in its order, so that nothing has to be sorted
	shared = (
		frappe.qb.from_(vault)
		.select(vault.blind_index, vault.ref_field)
		.where(vault.ref_doctype == CUSTOMER)
		.groupby(vault.blind_index, vault.ref_doctype, vault.ref_field)
		.having((Count("*") > 1) & (Count("*") <= MOST_IN_GROUP))
	).as_("shared")
	one, other = vault.as_("one"), vault.as_("other")
	query = frappe.qb.from_(shared)
	for side in (one, other):
		query = query.join(side).on(
			(side.blind_index == shared.blind_index)
			& (side.ref_doctype == CUSTOMER)
			& (side.ref_field == shared.ref_field)
		)
	return _pairs_in_use(query, one.ref_name, other.ref_name)


def by_company_name() -> list[Pair]:
	"""Companies of the same name."""
	customer = frappe.qb.DocType(CUSTOMER)
	company = customer.customer_type == CustomerType.COMPANY.value
	shared = (
		frappe.qb.from_(customer)
		.select(customer.customer_name)
		.where(company & in_use(customer))
		.groupby(customer.customer_name)
		.having((Count("*") > 1) & (Count("*") <= MOST_IN_GROUP))
	).as_("shared")
	one, other = customer.as_("one"), customer.as_("other")
	query = frappe.qb.from_(shared)
	for side in (one, other):
		query = query.join(side).on(
			(side.customer_name == shared.customer_name) & (side.customer_type == CustomerType.COMPANY.value)
		)
	return _pairs_in_use(query, one.name, other.name)


def by_birth_date() -> Iterator[Pair]:
	"""Persons born on the same day whose names sound alike; a year at a time is held."""
	customer = frappe.qb.DocType(CUSTOMER)
	((first, last),) = (
		frappe.qb.from_(customer).select(Min(customer.birth_date), Max(customer.birth_date)).run()
	)
	if not first:
		return
	for year in range(first.year, last.year + 1):
		rows = (
			frappe.qb.from_(customer)
			.select(customer.birth_date, customer.name, customer.name_pinyin)
			.where(customer.birth_date[date(year, 1, 1) : date(year, 12, 31)] & in_use(customer))
			.orderby(customer.birth_date)
		).run()
		for _born, day in groupby(rows, key=itemgetter(0)):
			yield from _alike_of_a_day(list(day))


def _alike_of_a_day(rows: list[tuple[date, str, str | None]]) -> Iterator[Pair]:
	names = [row[1] for row in rows]
	keys = [sound_key(row[2] or "") for row in rows]
	if len(rows) <= MOST_IN_DAY:
		yield from (ordered(names[one], names[other]) for one, other in alike(keys))
		return
	by_sound = sorted((key, name) for key, name in zip(keys, names, strict=True) if key)
	for _key, group in groupby(by_sound, key=itemgetter(0)):
		same = [name for _sound, name in group]
		if len(same) <= MOST_IN_GROUP:
			yield from combinations(sorted(same), 2)


def _pairs_in_use(query: QueryBuilder, one: Table, other: Table) -> list[Pair]:
	"""Complete a self-join to the pairs of customers in use, each once, the lower name first."""
	first, second = (
		frappe.qb.DocType(CUSTOMER).as_("first_customer"),
		frappe.qb.DocType(CUSTOMER).as_("second"),
	)
	rows = (
		query.join(first)
		.on(first.name == one)
		.join(second)
		.on(second.name == other)
		.select(one, other)
		.distinct()
		.where((one < other) & in_use(first) & in_use(second))
	).run()
	# Python's order decides, the collation's may differ in case
	return [ordered(str(row[0]), str(row[1])) for row in rows]
