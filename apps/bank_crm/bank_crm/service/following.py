"""Who sees what follows from service: traces of low ratings, quality reviews, improvements (SVC-08, SVC-12)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.intake_enums import ReviewState
from bank_crm.permissions import conditions, hooks, roles, scope
from bank_crm.service.orders import rows

TRACE, REVIEW, IMPROVEMENT = "Bank Rating Trace", "Bank QA Review", "Bank Improvement"
#: Whom each document makes responsible.
RESPONSIBLE = {TRACE: "responsible", REVIEW: "reviewer", IMPROVEMENT: "responsible"}
#: Service quality is compliance's matter too: it may change these, unlike orders.
WRITE_EVERYTHING = (roles.ADMINISTRATOR, roles.COMPLIANCE_OFFICER)


def criterion(
	doctype: str, user: str | None = None, table: Table | None = None, *, write: bool = False
) -> Criterion | None:
	"""Return the condition the user's rows fulfil; None means every row. Fails closed.

	Whoever is responsible, and the managers of the branch and above, read and write. The person reviewed or rated reads
	a trace with the order, a review once it is done, never while somebody writes it.
	"""
	user = user or frappe.session.user
	table = table or frappe.qb.DocType(doctype)
	if user == "Administrator":
		return None
	held = set(frappe.get_roles(user))
	if held.isdisjoint(roles.ALL) or scope.has_left(user):
		return scope.nobody()
	if not held.isdisjoint(WRITE_EVERYTHING if write else roles.READ_EVERYTHING):
		return None
	grounds: list[Criterion] = [table[RESPONSIBLE[doctype]] == user]
	if roles.BRANCH_MANAGER in held and (branches := scope.branches_below(user)):
		grounds.append(table.branch.isin(branches) & _not_about(doctype, table, user))
	if not write:
		grounds += _readers(doctype, user, table)
	return Criterion.any(grounds)


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Return the condition as SQL for Frappe's list engine; "" means every row."""
	if doctype is None:
		raise ValueError("the list engine must say which DocType it asks about")
	return conditions.as_sql(criterion(doctype, user))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Tell whether a document is among the user's rows; a new review or trace needs its order."""
	user = user or frappe.session.user
	write = ptype not in hooks.READING
	if doc.is_new() or not doc.name:
		return (
			doc.doctype == IMPROVEMENT or not doc.work_order or scope.allows(rows.ORDER, doc.work_order, user)
		)
	table = frappe.qb.DocType(doc.doctype)
	return conditions.fulfils(table, doc.name, criterion(doc.doctype, user, table, write=write))


def _readers(doctype: str, user: str, table: Table) -> list[Criterion]:
	if doctype == IMPROVEMENT:
		return [table.owner == user]
	if doctype == REVIEW:
		return [(table.handler == user) & (table.state == ReviewState.DONE.value)]
	orders = rows.of_orders(table.work_order, user)
	return [orders] if orders is not None else []


def _not_about(doctype: str, table: Table, user: str) -> Criterion:
	"""A manager does not judge his or her own work."""
	if doctype == IMPROVEMENT:
		return table.responsible.isnotnull()
	return table.handler.isnull() | (table.handler != user)
