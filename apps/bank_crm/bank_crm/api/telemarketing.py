"""Telemarketing for the Desk: my calls, the sheet of one, how it ended, giving calls to somebody else (MKT-02, MKT-09)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _

from bank_crm.extends import people
from bank_crm.marketing.telemarketing import lists, work
from bank_crm.permissions import roles
from bank_crm.retrying import again_after_deadlock
from bank_crm.yes_no import is_yes

CALL = "Bank Campaign Call"
LEADERS = (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
MOST = 500


@frappe.whitelist(methods=["GET"])
def my_calls(team: bool | int | str = False) -> dict[str, Any]:
	"""Return the session's user's open calls, or with `team` all that he or she sees."""
	frappe.has_permission(CALL, "read", throw=True)
	user = frappe.session.user
	leads = user == "Administrator" or roles.has_any(user, LEADERS)
	whole = leads and is_yes(team)
	return work.mine(user, team=whole) | {"team": whole, "may_lead": leads}


@frappe.whitelist(methods=["GET"])
def sheet(call: str) -> dict[str, Any]:
	"""Return script, the customer's facts with a masked number, and the outcomes for one call."""
	frappe.has_permission(CALL, "read", doc=call, throw=True)
	return work.sheet(frappe.get_doc(CALL, call))


@frappe.whitelist(methods=["POST"])
def finish(call: str, outcome: str, note: str | None = None, call_again: str | None = None) -> dict[str, Any]:
	"""Write down how a call ended; returns its state, the next time and the opportunity it led to."""
	frappe.has_permission(CALL, "read", doc=call, throw=True)  # whose call it is, is asked under its lock
	when = frappe.utils.get_datetime(call_again) if call_again else None
	done = again_after_deadlock(lambda: work.finish(call, outcome, (note or "").strip(), when))
	return {"state": done.state, "due_at": done.due_at, "opportunity": done.opportunity}


@frappe.whitelist(methods=["GET"])
def callers() -> list[dict[str, Any]]:
	"""Return who may make calls and how many each still has to make, for who shares them out."""
	frappe.has_permission(CALL, "read", throw=True)
	if frappe.session.user != "Administrator" and not roles.has_any(frappe.session.user, LEADERS):
		frappe.throw(_("Calls are shared out by branch managers."), frappe.PermissionError)
	loads = lists.loads()
	names = people.names_of(loads)
	return [{"user": user, "full_name": names.get(user), "calls": count} for user, count in loads.items()]


@frappe.whitelist(methods=["POST"])
def hand_over(calls: str | list, user: str) -> int:
	"""Give open calls to another relationship manager; returns how many."""
	frappe.has_permission(CALL, "read", throw=True)
	if frappe.session.user != "Administrator" and not roles.has_any(frappe.session.user, LEADERS):
		frappe.throw(_("Calls are shared out by branch managers."), frappe.PermissionError)
	names = [str(name) for name in frappe.parse_json(calls)][:MOST]
	for name in names:
		frappe.has_permission(CALL, "read", doc=name, throw=True)
	return work.hand_over(names, user)
