"""Who sees which score and which incentive (SAL-05, requirements 1.6).

Read: one's own, those of the branches one leads and below, and who reads everything. Write (incentives alone): the
managers of the branch and of those above, never their own; the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import conditions, hooks, roles, scope

SCORE, PROPOSAL = "Bank Performance Score", "Bank Incentive Proposal"


def criterion(doctype: str, user: str, table: Table, *, write: bool = False) -> Criterion | None:
	"""Return the condition `user`'s scores or incentives fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	leads = roles.has_any(user, (roles.BRANCH_MANAGER,))
	below = table.branch.isin((scope.branches_below(user) if leads else []) or [""])
	return below & (table.person != user) if write else (table.person == user) | below


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	if doctype is None:
		raise ValueError("the list engine must say which DocType it asks about")
	return conditions.as_sql(criterion(doctype, user or frappe.session.user, frappe.qb.DocType(doctype)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a score or an incentive is among the user's rows; new ones are made by counting alone."""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if doc.is_new() or not doc.name:
		return scope.sees_everything(user, write=write)
	table = frappe.qb.DocType(doc.doctype)
	return conditions.fulfils(table, doc.name, criterion(doc.doctype, user, table, write=write))
