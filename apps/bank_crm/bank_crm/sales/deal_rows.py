"""Who sees which contract and application (CON-02, SAL-11, requirements 1.6).

Read: whoever sees the customer, who answers for it, who made it, who is or was asked to approve it, the manager of its
branch and of those above, and who reads everything. Write: who answers for it, whoever may change the customer, the
branch's manager, the administrator.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.compliance.approvals import rows as approval_rows
from bank_crm.permissions import hooks, names, plans, roles, scope


def criterion(doctype: str, user: str, table: Table, *, write: bool, grants: bool) -> Criterion | None:
	"""Return the condition `user`'s rows fulfil; None means every row."""
	if scope.sees_everything(user, write=write):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	grounds: list[Criterion] = [table[scope.DEALS[doctype]] == user]
	if not write:
		grounds.append(table.owner == user)
		if asked := names.among(table.name, [approval_rows.documents_asked(user, doctype)]):
			grounds.append(asked)
	if roles.has_any(user, (roles.BRANCH_MANAGER,)) and (below := scope.branches_below(user)):
		grounds.append(table.branch.isin(below))
	customer = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customer, write=write, grants=grants)
	theirs = frappe.qb.from_(customer).select(customer.name)
	if condition is None:
		return None
	grounds.append(plans.of_customers(table.customer, theirs.where(condition), condition, customer))
	return Criterion.any(grounds)


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one document by the same condition; a new one is for a customer the user sees, and stays with such."""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if doc.is_new() or not doc.name:
		return not doc.customer or scope.allows(scope.CUSTOMER, doc.customer, user)
	if not scope.allows(doc.doctype, doc.name, user, write=write):
		return False
	if not write or doc.customer == frappe.db.get_value(doc.doctype, doc.name, "customer"):
		return True
	return scope.allows(scope.CUSTOMER, doc.customer, user)
