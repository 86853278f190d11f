"""A customer's relations and household as one user may see them.

Who sees a customer sees that he or she has a spouse, a guarantor, a household; of customers outside the user's
rows only a masked name and the kind of customer, no number, no amount, and nothing behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

import frappe
from frappe.query_builder import Case, Table
from frappe.utils import getdate, today

from bank_crm.customer.relationships import queries
from bank_crm.customer.relationships.queries import CUSTOMER, HOUSEHOLD, MEMBER, RELATIONSHIP, ROLE
from bank_crm.domain.masking import mask_name
from bank_crm.permissions import scope

MOST_RELATIONS = 200


class Person(TypedDict):
	"""A customer beside the one asked about; `name` is None and the rest masked where the user does not see him."""

	name: str | None
	customer_name: str
	customer_type: str
	tier: str | None
	total_aum: float | None


class Told(Person):
	"""A relation seen from the customer asked about: the other is the customer's `role`."""

	relation: int | str
	role: str
	kind: str
	reciprocal_role: str
	from_date: date | None
	to_date: date | None
	current: bool
	share_percent: float
	note: str | None
	editable: bool


class Member(Person):
	"""A member of the household."""

	membership: int | str
	role: str
	from_date: date
	to_date: date | None
	current: bool


class Household(TypedDict):
	"""Sums are over all members where the user sees them all, else over the seen ones; `hidden` counts the others."""

	name: str
	household_name: str
	head: str | None
	members: list[Member]
	past_members: list[Member]
	total_aum: float
	total_liability: float
	product_count: int | None
	hidden: int
	rolled_up_at: str | None


def relations_of(customer: str) -> list[Told]:
	"""Return the relations of a customer, current ones first, in the order of the roles. The caller has checked."""
	row, other = frappe.qb.DocType(RELATIONSHIP), frappe.qb.DocType(CUSTOMER)
	role = frappe.qb.DocType(ROLE)
	mine = row.customer == customer
	query = (
		frappe.qb.from_(row)
		.inner_join(other)
		.on(other.name == Case().when(mine, row.other_customer).else_(row.customer))
		.inner_join(role)
		.on(role.name == Case().when(mine, row.role).else_(row.reciprocal_role))
		.select(
			row.name.as_("relation"),
			other.name,
			role.name.as_("role"),
			role.kind,
			Case().when(mine, row.reciprocal_role).else_(row.role).as_("reciprocal_role"),
			row.from_date,
			row.to_date,
			row.share_percent,
			row.note,
		)
		.where(mine | (row.other_customer == customer))
		.orderby(role.sort_order, role.name, row.name)
		.limit(MOST_RELATIONS)
	)
	found = query.run(as_dict=True)
	people = tell_people(entry.name for entry in found)
	changeable = scope.allows(CUSTOMER, customer, write=True)
	told = [
		{
			**entry,
			**people[entry.name],
			"current": holds(entry),
			"share_percent": float(entry.share_percent or 0),
			"editable": changeable and people[entry.name]["name"] is not None,
		}
		for entry in found
	]
	return sorted(told, key=lambda entry: not entry["current"])


def household_of(customer: str) -> Household | None:
	"""Return the household a customer belongs to today. The caller has checked."""
	name = queries.current_household(customer)
	return tell_household(name) if name else None


def tell_household(name: str) -> Household:
	"""Return one household with members of today and before; strangers are masked and not counted in the sums."""
	household = frappe.db.get_value(
		HOUSEHOLD,
		name,
		["household_name", "head", "total_aum", "total_liability", "product_count", "rolled_up_at"],
		as_dict=True,
	)
	member = frappe.qb.DocType(MEMBER)
	rows = (
		frappe.qb.from_(member)
		.select(member.name.as_("membership"), member.customer, member.role, member.from_date, member.to_date)
		.where(member.household == name)
		.orderby(member.from_date, member.name)
	).run(as_dict=True)
	people = tell_people(row.customer for row in rows)
	members = [{**row, **people[row.pop("customer")], "current": holds(row)} for row in rows]
	members.sort(key=lambda row: row["role"] != "Head")
	present = [row for row in members if row["current"]]
	hidden = sum(row["name"] is None for row in present)
	return {
		"name": name,
		"household_name": household.household_name,
		"head": people.get(household.head, {}).get("name"),
		"members": present,
		"past_members": [row for row in members if not row["current"]],
		**(_sums_of_seen(present) if hidden else _sums(household)),
		"hidden": hidden,
		"rolled_up_at": household.rolled_up_at,
	}


def tell_people(names: Iterable[str]) -> dict[str, Person]:
	"""Return the customers by name, masked where they are outside the user's rows."""
	wanted = sorted(set(names))
	if not wanted:
		return {}
	customer = frappe.qb.DocType(CUSTOMER)
	rows = (
		frappe.qb.from_(customer)
		.select(
			customer.name, customer.customer_name, customer.customer_type, customer.tier, customer.total_aum
		)
		.where(customer.name.isin(wanted))
	).run(as_dict=True)
	seen = _seen(customer, wanted)
	return {row.name: row if row.name in seen else _masked(row) for row in rows}


def holds(row: frappe._dict) -> bool:
	"""Tell whether a row's period holds today."""
	day = getdate(today())
	return (not row.from_date or row.from_date <= day) and (not row.to_date or row.to_date >= day)


def _seen(customer: Table, names: list[str]) -> set[str]:
	query = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(names))
	condition = scope.criterion(CUSTOMER, table=customer)
	return set((query if condition is None else query.where(condition)).run(pluck=True))


def _masked(row: frappe._dict) -> Person:
	return {
		"name": None,
		"customer_name": mask_name(row.customer_name),
		"customer_type": row.customer_type,
		"tier": None,
		"total_aum": None,
	}


def _sums(household: frappe._dict) -> dict[str, float | int]:
	return {
		"total_aum": float(household.total_aum or 0),
		"total_liability": float(household.total_liability or 0),
		"product_count": int(household.product_count or 0),
	}


def _sums_of_seen(members: list[Member]) -> dict[str, float | int | None]:
	names = [row["name"] for row in members if row["name"]]
	customer = frappe.qb.DocType(CUSTOMER)
	rows = (
		frappe.qb.from_(customer)
		.select(customer.total_aum, customer.total_liability)
		.where(customer.name.isin(names))
	).run()
	return {
		"total_aum": float(sum(row[0] or 0 for row in rows)),
		"total_liability": float(sum(row[1] or 0 for row in rows)),
		"product_count": None,
	}
