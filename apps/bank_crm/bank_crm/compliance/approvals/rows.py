"""Who sees which request for approval, and whose delegations one may write (SAL-11, requirements 1.6).

Read: who asked, whose document it is, everybody who is or was asked, the manager of its branch and of those above, and
who reads everything. Nobody writes requests; they are decided through `requests.py`.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.queries import QueryBuilder
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import conditions, names, roles, scope
from bank_crm.permissions.hooks import READING

APPROVAL, VOTE, DELEGATION = "Bank Approval", "Bank Approval Vote", "Bank Approval Delegation"


def criterion(user: str, table: Table) -> Criterion | None:
	"""Return the condition `user`'s requests fulfil; None means every row."""
	if scope.sees_everything(user):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	grounds = [table.applicant == user, table.person == user]
	if theirs := names.among(table.name, [asked(user)]):
		grounds.append(theirs)
	if roles.has_any(user, (roles.BRANCH_MANAGER,)) and (below := scope.branches_below(user)):
		grounds.append(table.branch.isin(below))
	return Criterion.any(grounds)


def asked(user: str) -> QueryBuilder:
	"""Select the requests a user is or was asked about."""
	vote = frappe.qb.DocType(VOTE)
	return frappe.qb.from_(vote).select(vote.parent).where(vote.approver == user)


def documents_asked(user: str, doctype: str) -> QueryBuilder:
	"""Select the documents of a DocType a user is or was asked about: whoever decides may look at them."""
	table = frappe.qb.DocType(APPROVAL)
	query = frappe.qb.from_(table).select(table.reference_name).where(table.reference_doctype == doctype)
	return query.where(table.name.isin(asked(user)))


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list; "" means every request."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(APPROVAL)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one request by the same condition, for reading only."""
	if ptype not in READING or doc.is_new() or not doc.name:
		return False
	table = frappe.qb.DocType(APPROVAL)
	return conditions.fulfils(table, doc.name, criterion(user or frappe.session.user, table))


def delegations(user: str, table: Table) -> Criterion | None:
	"""Return the condition of the delegations a user sees: given by or to him or her; None means every row."""
	if scope.sees_everything(user):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	return (table.from_user == user) | (table.to_user == user)


def delegation_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list of delegations."""
	return conditions.as_sql(delegations(user or frappe.session.user, frappe.qb.DocType(DELEGATION)))


@compat.permission_hook
def has_delegation(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: a delegation is written by whose decisions they are, or by the administrator."""
	user = user or frappe.session.user
	everything = user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING)
	if doc.is_new() or not doc.name:
		return everything or doc.from_user in (None, "", user)
	table = frappe.qb.DocType(DELEGATION)
	if not conditions.fulfils(table, doc.name, delegations(user, table)):
		return False
	if ptype in READING or everything:
		return True
	return frappe.db.get_value(DELEGATION, doc.name, "from_user") == user == doc.from_user
