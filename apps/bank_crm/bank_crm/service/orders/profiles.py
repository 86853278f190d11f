"""What is kept of those who handle orders, and of the queues they pull from (SVC-03)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime

from bank_crm import compat
from bank_crm.customer import checks
from bank_crm.domain.service_enums import Presence
from bank_crm.permissions import roles, scope
from bank_crm.service.orders import dispatch, loads

PROFILE, QUEUE = "Bank Service Profile", "Bank Service Queue"
LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5
MOST_CAPACITY = 1_000
#: A change of one of these may let somebody take what waits.
_OPENING = ("presence", "accepts_orders", "capacity", "skills", "languages", "absences")


def check(profile: Document) -> None:
	"""Refuse a profile that makes no sense (`validate`)."""
	before = profile.get_doc_before_save()
	profile.open_orders = before.open_orders if before else _count(profile.user)
	profile.last_assigned_on = before.last_assigned_on if before else None
	if before and before.user != profile.user:
		checks.refuse(profile, "user", _("cannot be changed."))
	if not 0 <= (profile.capacity or 0) <= MOST_CAPACITY:
		checks.refuse(profile, "capacity", _("lies between 0 and {0}.").format(MOST_CAPACITY))
	for row in profile.skills:
		if not LOWEST_LEVEL <= (row.level or 0) <= HIGHEST_LEVEL:
			checks.refuse(row, "level", _("lies between {0} and {1}.").format(LOWEST_LEVEL, HIGHEST_LEVEL))
	skills = [row.skill for row in profile.skills]
	if len(skills) != len(set(skills)):
		checks.refuse(profile, "skills", _("each skill is named once."))
	for row in profile.absences:
		checks.check_period(row, "from_date", "to_date")
		if row.substitute == profile.user:
			checks.refuse(row, "substitute", _("is the one who is away."))
	if before is None or before.presence != profile.presence:
		profile.presence_since = now_datetime()


def follow(profile: Document) -> None:
	"""Have the waiting orders looked at when somebody may take more, and begun ones when somebody goes (`on_update`)."""
	before = profile.get_doc_before_save()
	if before is None or any(profile.has_value_changed(field) for field in _OPENING):
		dispatch.ask()


def set_presence(user: str, presence: Presence) -> None:
	"""Set whether somebody takes orders at the moment."""
	profile = frappe.get_doc(PROFILE, user, for_update=True)
	profile.presence = presence.value
	profile.save(ignore_permissions=True)  # one's own presence, asked by the caller


def check_queue(queue: Document) -> None:
	"""Refuse members who cannot handle orders, a queue filled by nobody's skill, and a second one for the rest."""
	users = [row.user for row in queue.members]
	if len(users) != len(set(users)):
		checks.refuse(queue, "members", _("each member is named once."))
	for row in queue.members:
		if not roles.has_any(row.user, roles.ALL):
			checks.refuse(row, "user", _("has no role for work orders."))
	if queue.is_fallback and queue.active:
		others = {"is_fallback": 1, "active": 1, "name": ("!=", queue.name or "")}
		if other := frappe.db.get_value(QUEUE, others):
			checks.refuse(queue, "is_fallback", _("{0} takes the rest already.").format(other))


@compat.permission_hook
def has_permission(doc: Document, ptype: str = "read", user: str | None = None, debug: bool = False) -> bool:
	"""A branch manager changes the profiles and queues of the own branch and below; who only reads, reads all."""
	user = user or frappe.session.user
	if ptype in ("read", "select", "print", "report"):
		return True
	if user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING):
		return True
	branches = set(scope.branches_below(user))
	if doc.doctype == PROFILE:
		staff = {"user": doc.user, "active": 1}
		home = frappe.db.get_value("Bank Staff", staff, "branch") if doc.user else None
		return not doc.user or home in branches
	stored = frappe.db.get_value(QUEUE, doc.name, "branch") if not doc.is_new() else doc.branch
	return not (doc.branch or stored) or {doc.branch, stored} <= branches


def is_absent(profile: Document, day: str | None = None) -> bool:
	"""Tell whether a profile's owner is on leave on a day, today by default."""
	when = getdate(day)
	return any(getdate(row.from_date) <= when <= getdate(row.to_date) for row in profile.absences)


def _count(user: str) -> int:
	filters = {"handler": user, "state": ("not in", [state.value for state in sorted(loads.DONE)])}
	return frappe.db.count("Bank Work Order", filters)
