"""What is done with work orders, called by buttons, other parts of the app, jobs and the API alike (SVC-01 to SVC-06).

Functions that take a loaded order ask the session's user's right first; those that say "system" act for the bank
itself – intake, ratings, jobs – and have been decided by their caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import Case, Table
from frappe.utils import now_datetime
from pypika.terms import Criterion, Term

from bank_crm.customer import checks
from bank_crm.domain.customer_enums import NeedStatus
from bank_crm.domain.orders import DONE, OVER, is_open
from bank_crm.domain.service_enums import AssignmentKind, OrderPriority, OrderState
from bank_crm.permissions import scope
from bank_crm.service.orders import assignment, router, rows, states

ORDER, QUEUE = "Bank Work Order", "Bank Service Queue"
SHORTEST_REASON = 2
DONE_STATES = tuple(state.value for state in sorted(DONE))
#: States the handling dialog may lead to.
HANDLED = (OrderState.IN_PROGRESS, OrderState.WAITING, OrderState.ANSWERED)


def open_order(values: Mapping[str, Any]) -> Document:
	"""Write down an order for the system, sources and moments included, with assignment and clocks; returns it.

	Raises frappe.UniqueValidationError or DuplicateEntryError where (source, external_id) is known already.
	"""
	order = frappe.get_doc({"doctype": ORDER, **values})
	order.flags.bank_system = True
	order.insert(ignore_permissions=True)  # the order comes from outside; whoever lets it in has decided
	order.flags.bank_system = False
	return order


def handle(
	order: Document,
	*,
	solution: str | None = None,
	cause: str | None = None,
	state: str | None = None,
	articles: list[Mapping[str, str]] | None = None,
	need_met: bool = False,
) -> Document:
	"""Write down what was done and take the step that follows from it, if any (【处理】, SVC-04).

	`state` is one of `HANDLED`. With `need_met` the need the order is linked to is settled with it (SVC-16).
	"""
	order.check_permission("write")
	if state and state not in [one.value for one in HANDLED]:
		frappe.throw(_("Unknown step."))
	if order.state in DONE:
		frappe.throw(_("This order is answered already; reopen it first."), title=_("Not Possible"))
	if solution is not None:
		order.solution = solution.strip()
	if cause is not None:
		order.cause = cause or None
	for article in articles or ():
		known = {row.route for row in order.articles}
		if article.get("route") and article["route"] not in known:
			order.append("articles", {key: article.get(key) for key in ("title", "route", "source")})
	if state:
		order.state = state
	order.save()
	if need_met and order.need:
		_settle_need(order)
	return order


def respond(order: Document) -> None:
	"""Note that the customer has heard from the bank for the first time; for the system (messages sent)."""
	if not order.first_response_on:
		order.flags.bank_system = True
		order.first_response_on = now_datetime()
		order.save(ignore_permissions=True)  # sending the message was what needed a right
		order.flags.bank_system = False


def close(order: Document, reason: str | None = None) -> Document:
	"""End an order; with colleagues' tasks open only if `reason` says why."""
	order.check_permission("write")
	return _step(order, OrderState.CLOSED, close_reason=(reason or "").strip() or None)


def reopen(order: Document, reason: str) -> Document:
	"""Take an answered or closed order up again, with a reason that stays in its history."""
	order.check_permission("write")
	_require_reason(reason)
	if order.state not in DONE:
		frappe.throw(_("This order is not closed."), title=_("Not Possible"))
	_step(order, OrderState.IN_PROGRESS)
	order.add_comment("Info", _("reopened the order: {0}").format(frappe.utils.escape_html(reason.strip())))
	return order


def rate(order: Document, rating: int, comment: str | None = None) -> Document:
	"""Store the customer's rating, 1 to 5; for the system (the link was checked). An answered order becomes rated."""
	if not 1 <= int(rating) <= 5:
		raise ValueError(f"a rating is 1 to 5, not {rating}")
	values = {"rating": int(rating), "rated_on": now_datetime(), "rating_comment": comment}
	state = OrderState.RATED.value if order.state == OrderState.ANSWERED else order.state
	states.move(order, state, **values)
	return order


def merge_into(order: Document, kept: Document) -> Document:
	"""End an order that says what `kept` says already; for the system (intake has moved what hung on it)."""
	if kept.name == order.name or kept.state in OVER:
		frappe.throw(_("An order is merged into another one that is not closed."), title=_("Not Possible"))
	states.move(order, OrderState.MERGED, merged_into=kept.name)
	return order


def hand_over(order: Document, user: str | None, reason: str, queue: str | None = None) -> Document:
	"""Pass an open order on to a colleague, or back to a queue, with the reason (SVC-03)."""
	order.check_permission("write")
	_require_reason(reason)
	if not is_open(order.state):
		frappe.throw(_("Only open orders are handed over."), title=_("Not Possible"))
	if user:
		assignment.check_handler(order, user)
		kind = AssignmentKind.HANDED_OVER
	else:
		queue = queue or router.queue_of(order)
		if not queue or not frappe.db.get_value(QUEUE, queue, "active"):
			checks.refuse(order, "queue", _("there is no such queue."))
		kind = AssignmentKind.QUEUED
	order.handler, order.queue = user or None, queue or order.queue
	order.flags.bank_assignment = (kind.value, reason.strip())
	order.flags.bank_system = True
	order.save()
	order.flags.bank_system = False
	return order


def pull(user: str, name: str | None = None) -> Document | None:
	"""Take a waiting order from one of the user's queues: the one named, else the most urgent; None if none waits.

	Whoever is quicker gets it; rows somebody else is just taking are passed over.
	"""
	table = frappe.qb.DocType(ORDER)
	query = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.queue.isin(rows.queues_of(user) or [""]) & waiting(table))
		.orderby(urgency(table))
		.orderby(table.opened_on)
		.limit(1)
	)
	if name:
		query = query.where(table.name == name)
	found = query.for_update(skip_locked=name is None).run(pluck=True)
	if not found:
		if name:
			frappe.throw(_("This order does not wait in one of your queues."), frappe.PermissionError)
		return None
	order = frappe.get_doc(ORDER, found[0])
	assignment.check_handler(order, user)
	order.handler = user
	order.flags.bank_assignment = (AssignmentKind.PULLED.value, _("Taken from {0}.").format(order.queue))
	order.flags.bank_system = True
	order.save(ignore_permissions=True)  # a member of the queue may pull; the query above has asked
	order.flags.bank_system = False
	return order


def waiting(table: Table) -> Criterion:
	"""Return the condition of orders nobody has."""
	nobody = table.handler.isnull() | (table.handler == "")
	return nobody & table.state.notin(DONE_STATES)


def urgency(table: Table) -> Term:
	"""Return the rank of an order's priority, the most urgent first."""
	return (
		Case()
		.when(table.priority == OrderPriority.HIGH.value, 0)
		.when(table.priority == OrderPriority.MEDIUM.value, 1)
		.else_(2)
	)


def _step(order: Document, state: OrderState, **values: object) -> Document:
	"""A step by hand: the workflow and the user's right are asked; `values` are the step's own."""
	order.flags.bank_values = values
	order.state = state.value
	order.save()
	order.flags.bank_values = None
	return order


def _require_reason(reason: str) -> None:
	if len((reason or "").strip()) < SHORTEST_REASON:
		frappe.throw(_("Say why, in a few words."), title=_("Reason Missing"))


def _settle_need(order: Document) -> None:
	if not scope.allows(scope.CUSTOMER, order.customer):
		return
	need = frappe.get_doc("Bank Customer Need", order.need)
	need.status = NeedStatus.MET.value
	need.save(ignore_permissions=True)  # the order that met it is the user's, checked when it was saved
