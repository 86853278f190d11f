"""Temporary access as part of the row scope: what granted requests open today (SEC-10).

A request counts while its state is in force and today lies in its period; both are asked at every read, so that it
ends by itself at midnight and at once when it is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.query_builder import Table
from frappe.utils import nowdate
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm.domain.access import AccessKind, AccessState
from bank_crm.domain.enums import CollaborationScope
from bank_crm.permissions import branches, names

REQUEST = "Bank Access Request"
GRANT = "Bank Access Grant"


@dataclass(frozen=True, slots=True)
class Standing:
	"""What a user's post and granted requests come to at the moment."""

	left: bool
	requests: tuple[frappe._dict, ...]


def standing(user: str) -> Standing:
	"""Return whether `user` has left the bank and which requests are in force; a web request asks once."""
	if not getattr(frappe.local, "request", None):
		return _standing(user)
	asked: dict[str, Standing] = frappe.local.request_cache.setdefault(standing, {})
	if user not in asked:
		asked[user] = _standing(user)
	return asked[user]


def _standing(user: str) -> Standing:
	"""By one query, since every list begins with it; a user without a post has not left."""
	account, staff = frappe.qb.DocType("User"), frappe.qb.DocType("Bank Staff")
	request, today = frappe.qb.DocType(REQUEST), nowdate()
	rows = (
		frappe.qb.from_(account)
		.left_join(staff)
		.on(staff.user == account.name)
		.left_join(request)
		.on(
			(request.applicant == account.name)
			& (request.state == AccessState.IN_FORCE.value)
			& (request.from_date <= today)
			& (request.to_date >= today)
		)
		.select(staff.active, request.name, request.kind, request.branch, request.access)
		.where(account.name == user)
		.orderby(request.name)
	).run(as_dict=True)
	requests: dict[str, frappe._dict] = {row.name: row for row in rows if row.name}
	return Standing(any(row.active == 0 for row in rows), tuple(requests.values()))


def in_force(user: str, *, write: bool = False) -> list[frappe._dict]:
	"""Return the requests that open something to `user` today, the oldest first: name, kind, branch, access."""
	requests = standing(user).requests
	return [one for one in requests if not write or one.access == CollaborationScope.WRITE.value]


def grounds(user: str, customer: Table, *, write: bool) -> list[Criterion]:
	"""Return the conditions under which a customer is open to `user` by granted requests; none without one."""
	return [
		condition
		for request in _merged(in_force(user, write=write))
		if (condition := _condition(customer, *request)) is not None
	]


def request_for(user: str, customer: str, *, write: bool = False) -> str | None:
	"""Return the oldest request that opens `customer` to `user` today."""
	table = frappe.qb.DocType("Bank Customer")
	for request in in_force(user, write=write):
		condition = _condition(table, [request.name], [request.branch] if request.branch else [])
		if condition is None:
			continue
		query = frappe.qb.from_(table).select(table.name).where((table.name == customer) & condition)
		if query.run():
			return request.name
	return None


def _merged(requests: list[frappe._dict]) -> list[tuple[list[str], list[str]]]:
	"""All requests for customers as one condition, all for branches as another."""
	listed = [request.name for request in requests if request.kind != AccessKind.BRANCH]
	homes = [request.branch for request in requests if request.kind == AccessKind.BRANCH]
	return [entry for entry in ((listed, []), ([], homes)) if any(entry)]


def _condition(customer: Table, requests: list[str], homes: list[str]) -> Criterion | None:
	"""The customers written down for the requests, or those of the branches and all below."""
	if homes:
		below = branches.below(homes)
		return customer.branch.isin(below) if below else None
	return names.among(customer.name, [_granted(requests)])


def _granted(requests: list[str]) -> QueryBuilder:
	grant = frappe.qb.DocType(GRANT)
	return frappe.qb.from_(grant).select(grant.customer).where(grant.request.isin(requests))
