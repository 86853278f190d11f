"""Who looks at somebody's work: his or her superior, the branch's manager, the queue's supervisor (SVC-08, SVC-12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import frappe
from pypika import Order

from bank_crm import notices
from bank_crm.permissions import branches, roles

STAFF, BRANCH, QUEUE = "Bank Staff", "Bank Branch", "Bank Service Queue"


def of(handler: str | None, branch: str | None, queue: str | None = None) -> str:
	"""Return the nearest person above whoever worked on an order; never that person.

	The handler's own superior comes first, then the managers of the branch and of those above it, the supervisor of
	the queue, compliance, at last the administrators.
	"""
	for user in _candidates(handler, branch, queue):
		if user and user != handler and frappe.db.get_value("User", user, "enabled"):
			return user
	return "Administrator"


def _candidates(handler: str | None, branch: str | None, queue: str | None) -> list[str]:
	found: list[str] = []
	if handler:
		found.append(frappe.db.get_value(STAFF, {"user": handler, "active": 1}, "supervisor"))
	home = branch or (frappe.db.get_value(STAFF, {"user": handler}, "branch") if handler else None)
	if home:
		found += managers_above(home)
	if queue:
		found.append(frappe.db.get_value(QUEUE, queue, "supervisor"))
	found += notices.holders([roles.COMPLIANCE_OFFICER])
	found += notices.holders([roles.ADMINISTRATOR])
	return found


def managers_above(branch: str) -> list[str]:
	"""Return the managers of a branch and of all branches above it, the nearest first."""
	return [user for level in managers([branch]).get(branch, []) for user in sorted(level)]


def managers(homes: Iterable[str]) -> dict[str, list[list[str]]]:
	"""Return the branch managers of some branches: those of the branch itself, then those of each above it.

	Within a branch they come by their employee number; branches without any have no place in the lists.
	"""
	home, above = frappe.qb.DocType(BRANCH).as_("home"), frappe.qb.DocType(BRANCH).as_("above")
	staff, role = frappe.qb.DocType(STAFF), frappe.qb.DocType("Has Role")
	query = (
		frappe.qb.from_(home)
		.inner_join(above)
		.on(branches.within(home, above))
		.inner_join(staff)
		.on((staff.branch == above.name) & (staff.active == 1))
		.inner_join(role)
		.on((role.parent == staff.user) & (role.parenttype == "User") & (role.role == roles.BRANCH_MANAGER))
		.select(home.name, above.name, staff.user)
		.where(home.name.isin(sorted(homes)))
		.orderby(above.lft, order=Order.desc)
		.orderby(staff.name)
	)
	levels: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
	for branch, level, user in query.run():
		levels[branch].setdefault(level, []).append(user)
	return {branch: list(found.values()) for branch, found in levels.items()}
