"""Who reads which answers (SUR-04, requirements 1.6): responses of one's own customers, ratings of one's own work.

A response that is not handed in is nobody's yet. Marketing reads figures and texts of the whole bank, never who gave
one; single anonymous responses are opened by those who read everything alone.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.survey_enums import ResponseState
from bank_crm.permissions import conditions, roles, scope
from bank_crm.permissions.hooks import READING

RESPONSE = "Bank Survey Response"


def criterion(user: str, table: Table) -> Criterion:
	"""Return the condition of the responses `user` may open."""
	complete = table.state == ResponseState.COMPLETE.value
	held = set(frappe.get_roles(user))
	if user == "Administrator" or not held.isdisjoint(roles.READ_EVERYTHING):
		return complete
	customers = frappe.qb.DocType(scope.CUSTOMER)
	condition = scope.criterion(scope.CUSTOMER, user, customers)
	own = frappe.qb.from_(customers).select(customers.name)
	grounds = [table.customer.isin(own if condition is None else own.where(condition))]
	if roles.SERVICE_AGENT in held:
		grounds.append(table.handler == user)
	return complete & Criterion.any(grounds)


def counted(user: str, table: Table) -> Criterion:
	"""Return the condition of the responses that `user`'s results are made of; names are no part of results."""
	complete = table.state == ResponseState.COMPLETE.value
	if roles.has_any(user, (roles.MARKETING_OFFICER,)):
		return complete
	own = criterion(user, table)
	if roles.has_any(user, (roles.BRANCH_MANAGER,)):
		return own | (complete & table.customer.isnull() & table.handler.isnull())
	return own


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(RESPONSE)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one response by the same condition; nobody writes one by hand."""
	user = user or frappe.session.user
	if ptype not in READING or doc.is_new() or not doc.name:
		return user == "Administrator"
	table = frappe.qb.DocType(RESPONSE)
	return conditions.fulfils(table, doc.name, criterion(user, table))
