"""What the rules of relations and households need from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import frappe
from frappe.query_builder import Table
from frappe.utils import getdate, today
from pypika.terms import Criterion

from bank_crm.domain.household import Membership
from bank_crm.domain.relations import Party, Relation, RoleRule

CUSTOMER = "Bank Customer"
RELATIONSHIP = "Bank Customer Relationship"
HOUSEHOLD = "Bank Household"
MEMBER = "Bank Household Member"
ROLE = "Bank Relationship Role"


def role_rules() -> dict[str, RoleRule]:
	"""Return every role by its name, in the order the screens offer them."""
	rows = frappe.get_all(
		ROLE,
		fields=[
			"name",
			"reciprocal",
			"kind",
			"own_type",
			"other_type",
			"at_most",
			"acyclic",
			"exclusive_group",
			"min_years_older",
			"takes_share",
			"enabled",
		],
		order_by="sort_order asc, name asc",
		limit=0,
	)
	return {
		row.name: RoleRule(
			name=row.name,
			reciprocal=row.reciprocal or row.name,
			kind=row.kind,
			own_type=row.own_type,
			other_type=row.other_type,
			at_most=int(row.at_most or 0),
			acyclic=bool(row.acyclic),
			exclusive_group=row.exclusive_group or "",
			min_years_older=int(row.min_years_older or 0),
			takes_share=bool(row.takes_share),
			enabled=bool(row.enabled),
		)
		for row in rows
	}


def lock_parties(names: Iterable[str]) -> dict[str, Party]:
	"""Return the customers, locked in the order of their names until the transaction ends.

	Two requests about the same person so follow one another: the second sees what the first has stored.
	"""
	customer = frappe.qb.DocType(CUSTOMER)
	rows = (
		frappe.qb.from_(customer)
		.select(customer.name, customer.customer_type, customer.birth_date)
		.where(customer.name.isin(sorted(set(names))))
		.orderby(customer.name)
		.for_update()
	).run()
	return {name: Party(name, kind, birth) for name, kind, birth in rows}


def standing_relations(names: Collection[str], leave_out: str | int | None = None) -> list[Relation]:
	"""Return all relations of some customers, as they are now and not as this transaction first saw them."""
	row = frappe.qb.DocType(RELATIONSHIP)
	query = (
		frappe.qb.from_(row)
		.select(
			row.customer,
			row.other_customer,
			row.role,
			row.from_date,
			row.to_date,
			row.share_percent,
			row.name,
		)
		.where(row.customer.isin(list(names)) | row.other_customer.isin(list(names)))
		.for_update()
	)
	return [
		Relation(*found[:5], share=float(found[5] or 0))
		for found in query.run()
		if leave_out is None or str(found[6]) != str(leave_out)
	]


def others_by_role(
	names: Collection[str], rule: RoleRule, within: Relation, leave_out: str | int | None = None
) -> set[str]:
	"""Return who is the `rule` of any of `names` at some time of a period, whichever side the row is told from."""
	row = frappe.qb.DocType(RELATIONSHIP)
	told = (
		(row.customer, row.other_customer, rule.name),
		(row.other_customer, row.customer, rule.reciprocal),
	)
	found: set[str] = set()
	for own, other, role in told:
		query = (
			frappe.qb.from_(row)
			.select(other)
			.where(own.isin(list(names)) & (row.role == role) & _within(row, within))
		)
		if leave_out is not None:
			query = query.where(row.name != leave_out)
		found.update(query.run(pluck=True))
	return found


def memberships(customer: str, leave_out: str | int | None = None) -> list[Membership]:
	"""Return a person's times in households, as they are now."""
	row = frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(row)
		.select(row.household, row.customer, row.from_date, row.to_date, row.name)
		.where(row.customer == customer)
		.for_update()
	)
	return [
		Membership(*found[:4])
		for found in query.run()
		if leave_out is None or str(found[4]) != str(leave_out)
	]


def current_members(household: str, on: date | None = None) -> list[frappe._dict]:
	"""Return the members of a household on a day (today) with their row's name and role, the head first."""
	row = frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(row)
		.select(row.name, row.customer, row.role, row.from_date, row.to_date)
		.where((row.household == household) & holds_on(row, on))
		.orderby(row.from_date, row.name)
	)
	rows = query.run(as_dict=True)
	return sorted(rows, key=lambda member: member.role != "Head")


def current_household(customer: str) -> str | None:
	"""Return the household a person belongs to today."""
	row = frappe.qb.DocType(MEMBER)
	query = (
		frappe.qb.from_(row).select(row.household).where((row.customer == customer) & holds_on(row)).limit(1)
	)
	found = query.run(pluck=True)
	return found[0] if found else None


def holds_on(row: Table, on: date | None = None) -> Criterion:
	"""Whether a member's or a relation's period holds on a day (today); open ends reach for ever."""
	day = on or getdate(today())
	return (row.from_date.isnull() | (row.from_date <= day)) & (row.to_date.isnull() | (row.to_date >= day))


def _within(row: Table, period: Relation) -> Criterion:
	condition = row.name.isnotnull()
	if period.to_date:
		condition = condition & (row.from_date.isnull() | (row.from_date <= period.to_date))
	if period.from_date:
		condition = condition & (row.to_date.isnull() | (row.to_date >= period.from_date))
	return condition
