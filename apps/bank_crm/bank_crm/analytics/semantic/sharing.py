"""Who sees which saved report: its owner, whom it is shared with, the administrator. Figures are the viewer's own.

Only the owner and the administrator change one; sharing gives the definition away, never rows (ANA-14).
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder import Table
from pypika.terms import Criterion

from bank_crm import compat
from bank_crm.domain.report_enums import ShareWith
from bank_crm.permissions import conditions, hooks, roles, scope

REPORT, SHARE = "Bank Custom Report", "Bank Report Share"


def criterion(user: str, table: Table, *, write: bool = False) -> Criterion | None:
	"""Return the condition `user`'s reports fulfil; None means every one."""
	if scope.sees_everything(user, write=True):
		return None
	if not scope.works_here(user):
		return scope.nobody()
	own = table.owner == user
	return own if write else own | table.name.isin(_shared_with(user))


def query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""Hook: the condition as SQL for the list."""
	return conditions.as_sql(criterion(user or frappe.session.user, frappe.qb.DocType(REPORT)))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""Hook: one report by the same condition; anybody with the role makes a new one."""
	if doc.is_new() or not doc.name:
		return True
	user = user or frappe.session.user
	table = frappe.qb.DocType(REPORT)
	return conditions.fulfils(table, doc.name, criterion(user, table, write=ptype not in hooks.READING))


def is_owner(report: Document, user: str) -> bool:
	"""Tell whether the user may change a report."""
	return report.owner == user or scope.sees_everything(user, write=True)


def may_read(report: Document, user: str) -> bool:
	"""Tell whether a user is among those a report, as it stands in memory, is for."""
	if not scope.works_here(user):
		return False
	if (report.owner or frappe.session.user) == user or roles.has_any(user, roles.WRITE_EVERYTHING):
		return True
	held, home = set(frappe.get_roles(user)), set(scope.branches_above(user))
	return any(
		(row.share_with == ShareWith.USER.value and row.user == user)
		or (row.share_with == ShareWith.ROLE.value and row.role in held)
		or (row.share_with == ShareWith.BRANCH.value and row.branch in home)
		for row in report.shares
	)


def _shared_with(user: str) -> frappe.query_builder.builder.MySQLQueryBuilder:
	share = frappe.qb.DocType(SHARE)
	grounds = [
		(share.share_with == ShareWith.USER.value) & (share.user == user),
		(share.share_with == ShareWith.ROLE.value) & share.role.isin(sorted(frappe.get_roles(user))),
	]
	if home := scope.branches_above(user):
		grounds.append((share.share_with == ShareWith.BRANCH.value) & share.branch.isin(home))
	query = frappe.qb.from_(share).select(share.parent)
	return query.where((share.parenttype == REPORT) & Criterion.any(grounds))
