"""Work orders as their screens ask for them: the order's desk, the handling dialog, batches, queues (SVC-01 to SVC-06)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from bank_crm.domain.orders import DONE, OVER, is_open
from bank_crm.domain.service_enums import Presence, TaskState
from bank_crm.permissions import roles, scope
from bank_crm.service.intake import solutions
from bank_crm.service.orders import (
	actions,
	colleagues,
	history,
	loads,
	profiles,
	rows,
	states,
	tasks,
	templates,
)

ORDER, TASK = "Bank Work Order", "Bank Collaboration Task"
MOST_AT_ONCE = 500


@frappe.whitelist()
def desk(name: str) -> dict[str, Any]:
	"""Return what stands beside an order: its tasks, the customer's history, and what the user may do with it."""
	frappe.has_permission(ORDER, "read", doc=name, throw=True)
	order = frappe.get_doc(ORDER, name)
	user = frappe.session.user
	may_write = scope.allows(ORDER, name, user, write=True) and frappe.has_permission(
		ORDER, "write", doc=order
	)
	return {
		"tasks": tasks.of_order(name),
		"history": history.of_order(order),
		"may": {
			"handle": may_write and is_open(order.state),
			"hand_over": may_write and is_open(order.state),
			"close": may_write and order.state in DONE and order.state not in OVER,
			"reopen": may_write and order.state in DONE and order.state != "Merged",
			"pull": not order.handler and is_open(order.state) and order.queue in rows.queues_of(user),
		},
	}


@frappe.whitelist()
def dialog(name: str) -> dict[str, Any]:
	"""Return what the handling dialog needs: templates filled in, causes, and how the customer will hear of it."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	order = frappe.get_doc(ORDER, name)
	return {
		"templates": templates.for_order(order),
		"causes": history.causes(order.subtype),
		"outlook": solutions.outlook(order),
	}


@frappe.whitelist()
def knowledge(txt: str) -> list[templates.Article]:
	"""Return articles that may help with an order (TRN-05)."""
	frappe.has_permission(ORDER, "read", throw=True)
	return templates.articles(txt)


@frappe.whitelist(methods=["POST"])
def handle(
	name: str,
	solution: str | None = None,
	cause: str | None = None,
	state: str | None = None,
	articles: str | list | None = None,
	need_met: int = 0,
) -> dict[str, str]:
	"""Store the solution of an order and take the next step (【处理】, SVC-04)."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	order = _locked(name)
	actions.handle(
		order,
		solution=solution,
		cause=cause,
		state=state,
		articles=frappe.parse_json(articles) if articles else None,
		need_met=bool(int(need_met)),
	)
	return {"state": order.state}


@frappe.whitelist(methods=["POST"])
def mark_viewed(names: str | list) -> dict[str, int]:
	"""Mark orders as viewed, all at once (SVC-06); those that are not new, or not the user's, are left and counted."""
	frappe.has_permission(ORDER, "write", throw=True)
	asked = [str(name) for name in frappe.parse_json(names)]
	if len(asked) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} orders at once.").format(MOST_AT_ONCE))
	own = _handled(asked)
	moved = states.mark_viewed(own)
	return {"viewed": len(moved), "left": len(asked) - len(moved)}


@frappe.whitelist(methods=["POST"])
def close(name: str, reason: str | None = None) -> dict[str, str]:
	"""End an order; over open tasks only with a reason."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	order = _locked(name)
	actions.close(order, reason)
	return {"state": order.state}


@frappe.whitelist(methods=["POST"])
def reopen(name: str, reason: str) -> dict[str, str]:
	"""Take an answered or closed order up again."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	order = _locked(name)
	actions.reopen(order, reason)
	return {"state": order.state}


@frappe.whitelist(methods=["POST"])
def hand_over(name: str, reason: str, user: str | None = None, queue: str | None = None) -> None:
	"""Pass an order on to a colleague, or back to a queue (SVC-03)."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	order = _locked(name)
	actions.hand_over(order, user, reason, queue)


@frappe.whitelist(methods=["POST"])
def pull(name: str | None = None) -> str | None:
	"""Take a waiting order of one's queues, the most urgent or the one named; returns its name, None if none waits."""
	frappe.has_permission(ORDER, "write", throw=True)
	order = actions.pull(frappe.session.user, name)
	return order.name if order else None


@frappe.whitelist()
def presence() -> dict[str, Any] | None:
	"""Return the user's own presence and load; None for whoever handles no orders by turn."""
	frappe.has_permission(loads.PROFILE, "read", throw=True)
	fields = ("presence", "open_orders", "capacity", "accepts_orders")
	return frappe.db.get_value(loads.PROFILE, frappe.session.user, fields, as_dict=True)


@frappe.whitelist(methods=["POST"])
def set_presence(value: str) -> None:
	"""Say whether one takes orders at the moment; waiting ones follow at once."""
	frappe.has_permission(loads.PROFILE, "read", throw=True)
	if value not in Presence.values():
		frappe.throw(_("Unknown presence."))
	if not loads.has_profile(frappe.session.user):
		frappe.throw(_("You handle no orders by turn."), frappe.PermissionError)
	profiles.set_presence(frappe.session.user, Presence(value))


@frappe.whitelist()
def names(users: str | list) -> dict[str, str]:
	"""Return the names of colleagues, for lists of orders; those without a post in the bank are left out."""
	frappe.has_permission(ORDER, "read", throw=True)
	return colleagues.names([str(user) for user in frappe.parse_json(users)][:MOST_AT_ONCE])


@frappe.whitelist()
def mention(txt: str = "") -> list[colleagues.Mention]:
	"""Return people and posts whose name contains the text, for @ in a collaboration task."""
	frappe.has_permission(TASK, "create", throw=True)
	return colleagues.find(txt)


@frappe.whitelist(methods=["POST"])
def ask(
	name: str,
	task: str,
	mention: str,
	whom: str,
	due: str | None = None,
	description: str | None = None,
) -> str:
	"""Ask a person or whoever holds a post for help with an order (SVC-05); returns the task's name."""
	frappe.has_permission(ORDER, "write", doc=name, throw=True)
	doc = frappe.get_doc(
		{
			"doctype": TASK,
			"work_order": name,
			"task": task,
			"mention": mention,
			"user": whom if mention == "Person" else None,
			"post": whom if mention == "Post" else None,
			"due": get_datetime(due) if due else None,
			"description": description,
		}
	)
	return doc.insert().name


@frappe.whitelist(methods=["POST"])
def answer_task(name: str, state: str, result: str | None = None) -> None:
	"""Take up, finish, decline or cancel a collaboration task."""
	frappe.has_permission(TASK, "write", doc=name, throw=True)
	if state not in TaskState.values():
		frappe.throw(_("Unknown step."))
	task = frappe.get_doc(TASK, name, for_update=True)
	task.state = state
	if result is not None:
		task.result = result
	task.save()


@frappe.whitelist()
def events(start: str, end: str, filters: str | list | None = None) -> list[dict[str, Any]]:
	"""Return orders by the day they are due, or else opened, for the calendar; own rows only."""
	frappe.has_permission(ORDER, "read", throw=True)
	return history.events(get_datetime(start), get_datetime(end), frappe.parse_json(filters or "[]"))


def _locked(name: str) -> Document:
	"""Load an order as it is now; nobody else changes it until the transaction ends."""
	return frappe.get_doc(ORDER, name, for_update=True)


def _handled(names: list[str]) -> list[str]:
	"""Those of the orders the user may mark: the own ones, and for the administrator and managers, theirs."""
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.from_(order).select(order.name).where(order.name.isin(names or [""]))
	user = frappe.session.user
	condition = scope.criterion(ORDER, user, order, write=True)
	if not roles.has_any(user, (roles.BRANCH_MANAGER, *roles.WRITE_EVERYTHING)):
		condition = order.handler == user
	return (query if condition is None else query.where(condition)).run(pluck=True)
