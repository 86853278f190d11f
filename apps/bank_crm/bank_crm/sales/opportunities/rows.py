"""Who sees which opportunity and its history (SAL-02, requirements 1.6).

Read: whoever sees the customer, the salesperson, who made it, its participants, the manager of its branch and of those
above, and who reads everything. Write: the salesperson, participants with write access, whoever may change the
customer, the branch's manager, the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.enums import CollaborationScope
from bank_crm.domain.sales_enums import OpportunityOutcome
from bank_crm.permissions import hooks, names, plans, roles, scope

OPPORTUNITY, HISTORY, PARTICIPANT = (
	"Bank Opportunity",
	"Bank Opportunity Stage",
	"Bank Opportunity Participant",
)


def criterion(
	doctype: str,
	user: str,
	table: Table,
	*,
	write: bool,
	grants: bool,
	outcome: OpportunityOutcome | None = None,
) -> Criterion | None:
	"""Return the condition `user`'s rows of an opportunity or its history fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	if doctype == OPPORTUNITY:
		return _opportunities(user, table, write=write, grants=grants, outcome=outcome)
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


def visible(table: Table, *, outcome: OpportunityOutcome | None = None) -> Criterion | None:
	"""Return the condition for reports over opportunities of the session's user; None means every row.

	A report that counts one `outcome` alone says so: the user's rows by rare grounds are looked for among these only.
	"""
	return criterion(OPPORTUNITY, frappe.session.user, table, write=False, grants=True, outcome=outcome)


def sellers() -> tuple[str, ...]:
	"""Return the roles whose holders may be salespeople."""
	return (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER, roles.ADMINISTRATOR)


def _opportunities(
	user: str, table: Table, *, write: bool, grants: bool, outcome: OpportunityOutcome | None = None
) -> Criterion:
	"""Few opportunities by their names, each ground asked by its own index; many by the columns, row by row.

	An OR over columns makes the database read every row, which is right for a branch with a good part of them and
	wrong for a salesperson's few hundred.
	"""
	one, customer = frappe.qb.DocType(OPPORTUNITY), frappe.qb.DocType(scope.CUSTOMER)
	below = scope.branches_below(user) if roles.has_any(user, (roles.BRANCH_MANAGER,)) else []
	condition = scope.customers_apart(user, customer, write=write, grants=grants)
	theirs = frappe.qb.from_(customer).select(customer.name).where(condition)
	main, rest = _by_column(one, user, below, write=write)
	rest.append(one.customer.isin(theirs))
	own = frappe.qb.from_(one).select(one.name)
	helping = names.some(_helping(user, write=write))
	found = {*helping, *(name for ground in (*main, *rest) for name in names.some(own.where(ground)))}
	if len(found) <= names.MOST:
		return table.name.isin(sorted(found)) if found else scope.nobody()
	by_column = _by_column(table, user, below, write=write)
	if not plans.asks_for_a_page():  # a page stops at its last row; what adds up reads all of them
		others = {*helping, *(name for ground in rest for name in _apart(ground, user, below, outcome))}
		if len(others) <= names.MOST:
			return Criterion.any([*by_column[0], table.name.isin(sorted({*others, ""}))])
	grounds = [*by_column[0], *by_column[1]]
	if helping:
		grounds.append(table.name.isin(_helping(user, write=write)))
	return Criterion.any([*grounds, plans.of_customers(table.customer, theirs, condition, customer)])


def _by_column(
	table: Table, user: str, below: list[str], *, write: bool
) -> tuple[list[Criterion], list[Criterion]]:
	"""The ground most of the user's opportunities have, and the rare ones.

	A branch manager's are those of the branches and of their customers (see following.py).
	"""
	sold, made = table.salesperson == user, [] if write else [table.owner == user]
	if below:
		return [table.branch.isin(below), table.customer_branch.isin(below)], [sold, *made]
	return [sold], made


def _apart(ground: Criterion, user: str, below: list[str], outcome: OpportunityOutcome | None) -> list[str]:
	"""The user's opportunities by a ground, but for those of the user's branches, or that he or she sells.

	They are few, and as names they leave a condition the reports' own index can answer; as grounds they would not.
	"""
	one = frappe.qb.DocType(OPPORTUNITY)
	query = frappe.qb.from_(one).select(one.name).where(ground)
	for column in (one.branch, one.customer_branch) if below else ():
		query = query.where(column.isnull() | column.notin(below))
	if not below:
		query = query.where(one.salesperson.isnull() | (one.salesperson != user))
	if outcome:
		query = query.where(one.outcome == outcome.value)
	return names.some(query)


def _helping(user: str, *, write: bool) -> QueryBuilder:
	child = frappe.qb.DocType(PARTICIPANT)
	query = frappe.qb.from_(child).select(child.parent)
	query = query.where((child.user == user) & (child.parenttype == OPPORTUNITY))
	return query.where(child.scope == CollaborationScope.WRITE.value) if write else query
