"""Who sees which lead: by who follows it up and by the tree of branches (SAL-01).

Read: the salesperson, who handed it in, the manager of its branch and of those above, who reads everything, and whoever
sees the customer it is. Write: the salesperson, the branch's manager, the administrator; who handed it in while nobody
follows it up.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.permissions import hooks, roles, scope

LEAD = "Bank Lead"


def criterion(user: str, table: Table, *, write: bool) -> Criterion | None:
	"""Return the condition `user`'s leads fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	made = table.owner == user
	nobody = table.salesperson.isnull() | (table.salesperson == "")
	grounds: list[Criterion] = [table.salesperson == user, made & nobody if write else made]
	if roles.has_any(user, (roles.BRANCH_MANAGER,)) and (below := scope.branches_below(user)):
		grounds.append(table.branch.isin(below))
	if not write:
		customer = frappe.qb.DocType(scope.CUSTOMER)
		condition = scope.criterion(scope.CUSTOMER, user, customer)
		if condition is not None:
			theirs = frappe.qb.from_(customer).select(customer.name).where(condition)
			grounds.append(table.customer.isin(theirs))
	return Criterion.any(grounds)


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a lead is among the user's rows; anybody with the role may hand in a new one."""
	if doc.is_new() or not doc.name:
		return True
	user = user or frappe.session.user
	return scope.allows(LEAD, doc.name, user, write=ptype not in hooks.READING)
