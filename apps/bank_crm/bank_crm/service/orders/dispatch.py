"""Orders that waited find somebody after all: when a colleague comes back, closes something, or a shift begins (SVC-03)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Sum
from frappe.utils import get_fullname, now_datetime, nowdate
from pypika.functions import Coalesce
from pypika.terms import ValueWrapper

from bank_crm.domain.orders import is_open
from bank_crm.domain.service_enums import AssignmentKind, OrderState, Presence
from bank_crm.jobs import enqueue_once
from bank_crm.service.orders import actions, assignment, loads, router

ORDER = "Bank Work Order"
#: As many orders as one run takes from those who are away, and looks at of the waiting ones; the next one goes on.
MOST, MOST_WAITING = 500, 20_000
#: Nobody has begun with these: they may go to somebody else.
UNTOUCHED = (OrderState.NEW.value, OrderState.VIEWED.value)


def ask() -> None:
	"""Have the waiting orders looked at soon, once however often it is asked."""
	enqueue_once(router.DISPATCH, "dispatch_orders", minutes=10)


def run() -> int:
	"""Give waiting orders to whoever fits now, the most urgent first; returns how many found somebody.

	Once nobody fits an order of one kind – skill, language, branch – the others of that kind are not asked for, so that
	they don't keep those behind them from being given.
	"""
	release_absent()
	found, places, hopeless = 0, free_places(), set()
	for row in _waiting():
		if places <= 0:
			break
		kind = (row.skill, row.language, row.branch)
		if kind in hopeless:
			continue
		given, only_tried = _dispatch(row.name)
		if given:
			found, places = found + 1, places - 1
		elif not only_tried:
			hopeless.add(kind)
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
	"""Take orders nobody has begun from colleagues on leave, and all from those who have left; returns how many.

	They go to the substitute, else to whoever fits.
	"""
	order, absence = frappe.qb.DocType(ORDER), frappe.qb.DocType(router.ABSENCE)
	staff, user, today = frappe.qb.DocType(router.STAFF), frappe.qb.DocType("User"), nowdate()
	on_leave = (
		frappe.qb.from_(order)
		.inner_join(absence)
		.on((absence.parent == order.handler) & (absence.parenttype == loads.PROFILE))
		.select(order.name, absence.substitute, ValueWrapper(0).as_("gone"))
		.where(order.state.isin(UNTOUCHED) & (absence.from_date <= today) & (absence.to_date >= today))
		.orderby(order.opened_on)
		.limit(MOST)
	).run(as_dict=True)
	gone = (
		frappe.qb.from_(user)
		.left_join(staff)
		.on(staff.user == user.name)
		.select(user.name)
		.where((user.enabled == 0) | (staff.active == 0))
	)
	left_behind = (
		frappe.qb.from_(order)
		.select(order.name, ValueWrapper(None).as_("substitute"), ValueWrapper(1).as_("gone"))
		.where(order.handler.isin(gone) & order.state.notin(actions.DONE_STATES))
		.orderby(order.opened_on)
		.limit(MOST)
	).run(as_dict=True)
	rows = {row.name: row for row in (*on_leave, *left_behind)}
	for row in rows.values():
		_release(row.name, row.substitute, gone=bool(row.gone))
		_commit()
	return len(rows)


def _waiting() -> list[frappe._dict]:
	order = frappe.qb.DocType(ORDER)
	query = frappe.qb.from_(order).select(order.name, order.skill, order.language, order.branch)
	query = query.where(actions.waiting(order)).orderby(actions.urgency(order)).orderby(order.opened_on)
	return query.limit(MOST_WAITING).run(as_dict=True)


def _dispatch(name: str) -> tuple[bool, bool]:
	"""Offer one order; tells whether it was given, and whether somebody was left out for having put it back."""
	order = frappe.get_doc(ORDER, name, for_update=True)
	if order.handler or not is_open(order.state):
		return False, True
	tried = _last_handler(name)
	verdict = router.route(order, tried)
	if verdict.user:
		_give(order, verdict.user, verdict.reason)
	return bool(verdict.user), bool(tried)


def _last_handler(name: str) -> frozenset[str]:
	"""Who has put the order back; it is not offered to the same person again."""
	row = frappe.qb.DocType(assignment.HISTORY)
	query = frappe.qb.from_(row).select(row.handler).where((row.work_order == name) & row.handler.isnotnull())
	return frozenset(query.orderby(row.name, order=frappe.qb.desc).limit(1).run(pluck=True))


def _release(name: str, substitute: str | None, *, gone: bool) -> None:
	order = frappe.get_doc(ORDER, name, for_update=True)
	if not order.handler or not is_open(order.state) or (order.state not in UNTOUCHED and not gone):
		return
	absent = order.handler
	who = get_fullname(absent)
	reason = _("{0} does not work here any more.").format(who) if gone else _("{0} is on leave.").format(who)
	if substitute and not router.absent_today(substitute) and loads.take([substitute]):
		_give(order, substitute, reason)
		return
	order.flags.bank_system = True
	assignment.send(order, frozenset({absent}))
	kind, why = order.flags.bank_assignment
	order.flags.bank_assignment = (kind, f"{reason} {why}")
	order.assignment_reason = f"{reason} {why}"
	order.save(ignore_permissions=True)  # a job of the bank itself


def _give(order: Document, user: str, reason: str) -> None:
	"""Give an order to somebody whose place has been taken already."""
	order.handler = user
	order.assigned_on, order.assignment_reason = now_datetime(), reason
	order.flags.bank_claimed = user
	order.flags.bank_assignment = (AssignmentKind.AUTOMATIC.value, reason)
	order.flags.bank_system = True
	order.save(ignore_permissions=True)  # a job of the bank itself


def _commit() -> None:
	if not frappe.flags.in_test:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - each order is given by itself; nobody waits for the rest
