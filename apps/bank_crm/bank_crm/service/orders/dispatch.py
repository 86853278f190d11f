"""Orders that waited find somebody after all: when a colleague comes back, closes something, or a shift begins (SVC-03)."""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import now_datetime, nowdate
from pypika.functions import Coalesce

from bank_crm.domain.service_enums import OrderState, Presence
from bank_crm.jobs import enqueue_once
from bank_crm.service.orders import actions, assignment, loads, router

ORDER = "Bank Work Order"
#: As many orders as one run looks at; the next one goes on.
MOST = 500
#: Nobody has begun with these: they may go to somebody else.
UNTOUCHED = (OrderState.NEW.value, OrderState.VIEWED.value)


def ask() -> None:
	"""Have the waiting orders looked at soon, once however often it is asked."""
	enqueue_once("bank_crm.service.orders.dispatch.run", "dispatch_orders", minutes=10)


def run() -> int:
	"""Give waiting orders to whoever fits now, the most urgent first; returns how many found somebody."""
	release_absent()
	found = 0
	for name in _waiting(min(MOST, free_places())):
		if _dispatch(name):
			found += 1
		_commit()
	return found


def free_places() -> int:
	"""Return how many more orders could be taken by those who are there."""
	profile = frappe.qb.DocType(loads.PROFILE)
	room = profile.capacity - profile.open_orders
	query = frappe.qb.from_(profile).select(Coalesce(Sum(room), 0))
	query = query.where((profile.accepts_orders == 1) & (profile.presence == Presence.AVAILABLE.value))
	return int(query.where(profile.open_orders < profile.capacity).run()[0][0])


def release_absent() -> int:
	"""Take orders nobody has begun from colleagues on leave: to the substitute, else to whoever fits; returns how many."""
	absence, order = frappe.qb.DocType(router.ABSENCE), frappe.qb.DocType(ORDER)
	today = nowdate()
	rows = (
		frappe.qb.from_(order)
		.inner_join(absence)
		.on((absence.parent == order.handler) & (absence.parenttype == loads.PROFILE))
		.select(order.name, absence.substitute)
		.where(order.state.isin(UNTOUCHED) & (absence.from_date <= today) & (absence.to_date >= today))
		.orderby(order.opened_on)
		.limit(MOST)
	).run(as_dict=True)
	for row in rows:
		_release(row.name, row.substitute)
		_commit()
	return len(rows)


def _waiting(most: int) -> list[str]:
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.from_(order).select(order.name).where(actions.waiting(order))
	return query.orderby(actions.urgency(order)).orderby(order.opened_on).limit(most).run(pluck=True)


def _dispatch(name: str) -> bool:
	order = frappe.get_doc(ORDER, name, for_update=True)
	if order.handler or order.state not in UNTOUCHED:
		return False
	verdict = router.route(order)
	if not verdict.user:
		return False
	_give(order, verdict.user, verdict.reason, claimed=True)
	return True


def _release(name: str, substitute: str | None) -> None:
	order = frappe.get_doc(ORDER, name, for_update=True)
	if not order.handler or order.state not in UNTOUCHED:
		return
	absent = order.handler
	reason = frappe._("{0} is on leave.").format(frappe.utils.get_fullname(absent))
	if substitute and not router.absent_today(substitute) and loads.claim(substitute, present=True):
		_give(order, substitute, reason, claimed=True)
		return
	order.flags.bank_system = True
	assignment.send(order, frozenset({absent}))
	order.assignment_reason = f"{reason} {order.assignment_reason}"
	order.save(ignore_permissions=True)  # a job of the bank itself


def _give(order: Document, user: str, reason: str, *, claimed: bool) -> None:
	order.handler = user
	order.assigned_on, order.assignment_reason = now_datetime(), reason
	order.flags.bank_claimed = user if claimed else None
	order.flags.bank_assignment = ("Automatic", reason)
	order.flags.bank_system = True
	order.save(ignore_permissions=True)  # a job of the bank itself


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - each order is given by itself; nobody waits for the rest
