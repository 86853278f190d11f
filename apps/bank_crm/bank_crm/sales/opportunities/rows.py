"""Who sees which opportunity and its history (SAL-02, requirements 1.6).

Read: whoever sees the customer, the salesperson, who made it, its participants, the manager of its branch and of those
above, and who reads everything. Write: the salesperson, participants with write access, whoever may change the
customer, the branch's manager, the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion, Term

from bank_crm import compat
from bank_crm.domain.enums import CollaborationScope
from bank_crm.permissions import hooks, plans, roles, scope

OPPORTUNITY, HISTORY, PARTICIPANT = (
	"Bank Opportunity",
	"Bank Opportunity Stage",
	"Bank Opportunity Participant",
)
#: Up to this many customers or opportunities are named, so that the database merges indexes.
MOST_NAMES = 2_000


def criterion(doctype: str, user: str, table: Table, *, write: bool, grants: bool) -> Criterion | None:
	"""Return the condition `user`'s rows of an opportunity or its history fulfil; None means every row."""
	if _everything(user, write=write):
		return None
	if not roles.has_any(user, roles.ALL) or scope.has_left(user):
		return scope.nobody()
	if doctype == OPPORTUNITY:
		return _opportunities(user, table, write=write, grants=grants)
	opportunity = frappe.qb.DocType(OPPORTUNITY)
	condition = _opportunities(user, opportunity, write=write, grants=grants)
	return table.opportunity.isin(frappe.qb.from_(opportunity).select(opportunity.name).where(condition))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether an opportunity or a row of its history is among the user's rows.

	A new one is for a customer the user sees, and one may be moved only to such a customer.
	"""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if doc.doctype == HISTORY:
		if doc.is_new() or not doc.name:
			return not doc.opportunity or scope.allows(OPPORTUNITY, doc.opportunity, user, write=True)
		return scope.allows(HISTORY, doc.name, user, write=write)
	if doc.is_new() or not doc.name:
		return not doc.customer or scope.allows(scope.CUSTOMER, doc.customer, user)
	if not scope.allows(OPPORTUNITY, doc.name, user, write=write):
		return False
	if not write or doc.customer == frappe.db.get_value(OPPORTUNITY, doc.name, "customer"):
		return True
	return scope.allows(scope.CUSTOMER, doc.customer, user)


def visible(table: Table, user: str | None = None) -> Criterion | None:
	"""Return the condition for reports over opportunities of the session's user; None means every row."""
	return scope.criterion(OPPORTUNITY, user, table)


def sellers() -> tuple[str, ...]:
	"""Return the roles whose holders may be salespeople."""
	return (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)


def _opportunities(user: str, table: Table, *, write: bool, grants: bool) -> Criterion:
	held = set(frappe.get_roles(user))
	grounds: list[Criterion] = [table.salesperson == user]
	if not write:
		grounds.append(table.owner == user)
	if helping := _helping(user, write=write):
		grounds.append(table.name.isin(helping))
	below = scope.branches_below(user) if roles.BRANCH_MANAGER in held else []
	if below:
		grounds.append(table.branch.isin(below))
	theirs = _of_customers(user, table.customer, held, write=write, grants=grants)
	if theirs is not None:
		grounds.append(theirs)
	return Criterion.any(grounds)


def _of_customers(user: str, column: Term, held: set[str], *, write: bool, grants: bool) -> Criterion | None:
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, write=write, grants=grants)
	if condition is None:
		# every customer, but not every opportunity: cannot happen for the roles that read everything
		return None
	found = frappe.qb.from_(customer).select(customer.name).where(condition)
	if roles.BRANCH_MANAGER not in held:
		names = found.limit(MOST_NAMES + 1).run(pluck=True)
		if not names:
			return None
		if len(names) <= MOST_NAMES:
			return column.isin(names)
	return plans.of_customers(column, found, condition, customer)


def _helping(user: str, *, write: bool) -> list[str]:
	child = frappe.qb.DocType(PARTICIPANT)
	query = frappe.qb.from_(child).select(child.parent).distinct()
	query = query.where((child.user == user) & (child.parenttype == OPPORTUNITY))
	if write:
		query = query.where(child.scope == CollaborationScope.WRITE.value)
	return query.limit(MOST_NAMES).run(pluck=True)


def _everything(user: str, *, write: bool) -> bool:
	held = roles.WRITE_EVERYTHING if write else roles.READ_EVERYTHING
	return user == "Administrator" or (roles.has_any(user, held) and not scope.has_left(user))
