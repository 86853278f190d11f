"""The tree of branches, walked in one place: a branch is below another if its bounds lie within (requirements 1.6)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.permissions import roles

BRANCH, STAFF = "Bank Branch", "Bank Staff"


def within(inner: Table, outer: Table) -> Criterion:
	"""Return that the one branch is the other or below it."""
	return (inner.lft >= outer.lft) & (inner.rgt <= outer.rgt)


def below(branches: Iterable[str]) -> list[str]:
	"""Return the codes of some branches and of all below them."""
	home, found = _homes()
	query = _select(home, found, within(found, home)).where(home.name.isin([*branches, ""]))
	return query.run(pluck=True)


def above(branch: str) -> list[str]:
	"""Return the code of a branch and of those it belongs to."""
	home, found = _homes()
	return _select(home, found, within(home, found)).where(home.name == branch).run(pluck=True)


def of_post(user: str, *, upwards: bool = False) -> list[str]:
	"""Return the codes of the branch `user` works in and of all below it, or above it; none without a post."""
	home, found = _homes()
	staff = frappe.qb.DocType(STAFF)
	query = _select(home, found, within(home, found) if upwards else within(found, home))
	query = query.inner_join(staff).on(staff.branch == home.name)
	return query.where((staff.user == user) & (staff.active == 1)).run(pluck=True)


def managers_of(branch: str | None) -> list[str]:
	"""Return who manages a branch: the managers with a post there, else those of the nearest branch above that has some."""
	home, found = _homes()
	staff, held = frappe.qb.DocType(STAFF), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(home)
		.inner_join(found)
		.on(within(home, found))
		.inner_join(staff)
		.on((staff.branch == found.name) & (staff.active == 1))
		.inner_join(held)
		.on((held.parent == staff.user) & (held.parenttype == "User") & (held.role == roles.BRANCH_MANAGER))
		.select(staff.user, found.lft)
		.distinct()
		.where(home.name == (branch or ""))
		.orderby(staff.user)
	)
	rows = query.run()
	nearest = max((place for _user, place in rows), default=0)
	return [user for user, place in rows if place == nearest]


def _homes() -> tuple[Table, Table]:
	return frappe.qb.DocType(BRANCH).as_("home"), frappe.qb.DocType(BRANCH).as_("found")


def _select(home: Table, found: Table, relation: Criterion) -> QueryBuilder:
	return frappe.qb.from_(home).inner_join(found).on(relation).select(found.name).distinct()
