"""Giving orders to people: counted, explained, written down, told (SVC-03).

`settle` runs before an order's row is written, `follow` after it. A handler typed into a form, a hand-over, a pull from a
queue and the router's choice all end here.
"""

from __future__ import annotations

from functools import lru_cache

import frappe
from frappe import _
from frappe.cache_manager import get_doctype_map
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime
from pypika.terms import PseudoColumn, PyformatParameter

from bank_crm import notices
from bank_crm.compliance import operation_log
from bank_crm.customer import checks
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.orders import OVER, is_open
from bank_crm.domain.service_enums import AssignmentKind
from bank_crm.permissions import roles, scope
from bank_crm.service.orders import loads, router

ORDER, HISTORY, QUEUE = "Bank Work Order", "Bank Work Order Assignment", "Bank Service Queue"
#: MariaDB draws the primary key of an autoincrement DocType from this sequence.
_NEXT_NOTE = PseudoColumn("nextval(`bank_work_order_assignment_id_seq`)")


def settle(order: Document) -> None:
	"""Find a handler for a new order, or count a changed one (`before_save` of an order)."""
	before = order.get_doc_before_save()
	if before is None:
		_settle_new(order)
		return
	if order.handler != before.handler:
		_settle_change(order)
	was = before.handler if is_open(before.state) else None
	now = order.handler if is_open(order.state) else None
	if was == now:
		return
	if was and now:
		_lock(was, now)
	loads.change(was, -1)
	if now and order.flags.bank_claimed != now:
		if now == before.handler:
			loads.change(now, 1)  # a reopened order comes back to whoever knows it, room or not
		else:
			_claim(order, now)
	order.flags.bank_claimed = None


def follow(order: Document) -> None:
	"""Write down and tell who has an order now (`on_update` of an order)."""
	before = order.get_doc_before_save()
	if order.flags.bank_assignment:
		kind, reason = order.flags.bank_assignment
		order.flags.bank_assignment = None
		note(order.name, kind, order.handler, order.queue, reason, first=before is None)
		tell(order)
	if before and order.state in OVER and before.state not in OVER:
		_end(order.name)


def put(order: str, user: str, kind: AssignmentKind, reason: str) -> None:
	"""Give an order to somebody without saving its document: for choices made while it is being saved."""
	values = frappe.db.get_value(ORDER, order, ("handler", "queue", "state", "customer"), as_dict=True)
	if values is None or values.handler == user:
		return
	if is_open(values.state):
		if values.handler:
			_lock(values.handler, user)
		loads.change(values.handler, -1)
		if not loads.claim(user) and loads.has_profile(user):
			loads.change(values.handler, 1)
			_refuse_full(None, user)
	at = now_datetime()
	frappe.db.set_value(
		ORDER,
		order,
		{"handler": user, "assigned_on": at, "assignment_reason": reason},
		update_modified=False,
	)
	note(order, kind, user, values.queue, reason)
	operation_log.record(
		Operation.WRITE.value,
		ORDER,
		order,
		customer=values.customer,
		before={"handler": values.handler},
		after={"handler": user},
		detail=reason,
	)


def note(
	order: str,
	kind: AssignmentKind | str,
	user: str | None,
	queue: str | None,
	reason: str,
	*,
	first: bool = False,
) -> None:
	"""Begin a new chapter of who has an order; the last one ends."""
	if not first:
		_end(order)
	now, who = now_datetime(), frappe.session.user
	row = {
		"creation": now,
		"modified": now,
		"owner": who,
		"modified_by": who,
		"work_order": order,
		"kind": str(kind),
		"handler": user,
		"queue": None if user else queue,
		"from_on": now,
		"assigned_by": who,
		"reason": reason,
	}
	# the order's own change is logged; this row only remembers it, no event follows it
	query = _note_query(tuple(row))
	frappe.db.sql(str(query), row)


@lru_cache(maxsize=1)
def _note_query(columns: tuple[str, ...]) -> str:
	"""The text of a statement of every order."""
	into = frappe.qb.into(frappe.qb.DocType(HISTORY)).columns("name", *columns)
	return into.insert(_NEXT_NOTE, *(PyformatParameter(column) for column in columns)).get_sql()


def tell(order: Document) -> None:
	"""Tell the new handler; or, where nobody fitted, the queue's supervisor, so that no order is lost."""
	subject = escape_html(order.subject)
	if order.handler:
		if order.handler != frappe.session.user:
			notices.tell(
				[order.handler],
				lambda lang: _("A work order for you: {0}", lang=lang).format(subject),
				ORDER,
				order.name,
			)
		return
	notices.tell(
		in_charge(order),
		lambda lang: _("Nobody is free for a work order: {0}", lang=lang).format(subject),
		ORDER,
		order.name,
		content=escape_html(order.assignment_reason or ""),
	)


def in_charge(order: Document) -> list[str]:
	"""Return who is to act where nobody fits: the queue's supervisor, the branch's manager, the administrators."""
	if order.queue and (supervisor := frappe.get_cached_value(QUEUE, order.queue, "supervisor")):
		return [supervisor]
	if order.branch and (manager := frappe.get_cached_value("Bank Branch", order.branch, "manager")):
		return [manager]
	return notices.holders([roles.ADMINISTRATOR]) or ["Administrator"]


def check_handler(order: Document | None, user: str) -> None:
	"""Refuse to give orders to somebody who cannot handle them: gone, on leave, or without a role for it."""
	field_doc = order or frappe.new_doc(ORDER)
	if not frappe.db.get_value("User", user, "enabled") or scope.has_left(user):
		checks.refuse(field_doc, "handler", _("does not work here any more."))
	if not frappe.has_permission(ORDER, "write", user=user):
		checks.refuse(field_doc, "handler", _("has no role for work orders."))
	if router.absent_today(user):
		checks.refuse(field_doc, "handler", _("is on leave today."))


def _settle_new(order: Document) -> None:
	if not is_open(order.state):
		return
	if order.handler:
		check_handler(order, order.handler)
		_claim(order, order.handler)
		_assign(order, AssignmentKind.MANUAL, _("Named by {0}.").format(_whose()))
		return
	if ruled(order):
		order.queue = router.queue_of(order)
		return
	send(order)


def send(order: Document, unless: frozenset[str] = frozenset()) -> bool:
	"""Let the router decide about an order that nobody has; tells whether somebody was found."""
	verdict = router.route(order, unless)
	order.handler = verdict.user
	order.queue = order.queue or verdict.queue
	order.flags.bank_claimed = verdict.user
	kind = AssignmentKind.AUTOMATIC if verdict.user else AssignmentKind.QUEUED
	_assign(order, kind, verdict.reason)
	return verdict.user is not None


def ruled(order: Document) -> bool:
	"""Tell whether one of the bank's Assignment Rules names somebody for this order."""
	filters = {"document_type": ORDER, "disabled": 0}
	rules = get_doctype_map("Assignment Rule", ORDER, filters, order_by="priority desc")
	values = order.as_dict() if rules else {}
	documents = [frappe.get_cached_doc("Assignment Rule", rule["name"]) for rule in rules]
	return any(
		not rule.is_rule_not_applicable_today() and rule.safe_eval("assign_condition", values)
		for rule in documents
	)


def _settle_change(order: Document) -> None:
	if order.flags.bank_assignment:
		order.assigned_on = now_datetime() if order.handler else None
		order.assignment_reason = order.flags.bank_assignment[1]
		return
	if order.handler:
		check_handler(order, order.handler)
		_assign(order, AssignmentKind.MANUAL, _("Named by {0}.").format(_whose()))
	else:
		order.queue = router.queue_of(order)
		_assign(order, AssignmentKind.QUEUED, _("Put back by {0}.").format(_whose()))


def _assign(order: Document, kind: AssignmentKind, reason: str) -> None:
	order.flags.bank_assignment = (kind.value, reason)
	order.assigned_on = now_datetime() if order.handler else None
	order.assignment_reason = reason


def _claim(order: Document, user: str) -> None:
	if not loads.claim(user) and loads.has_profile(user):
		_refuse_full(order, user)


def _refuse_full(order: Document | None, user: str) -> None:
	checks.refuse(
		order or frappe.new_doc(ORDER),
		"handler",
		_("{0} has as many open orders as can be carried.").format(notices.person(user)),
	)


def _lock(*users: str) -> None:
	"""Lock profiles in one order, whoever passes an order to whom."""
	profile = frappe.qb.DocType(loads.PROFILE)
	query = frappe.qb.from_(profile).select(profile.name).where(profile.name.isin(sorted(users)))
	query.orderby(profile.name).for_update().run()


def _end(order: str) -> None:
	row = frappe.qb.DocType(HISTORY)
	query = frappe.qb.update(row).set(row.to_on, now_datetime())
	query.where((row.work_order == order) & row.to_on.isnull()).run()


def _whose() -> str:
	return frappe.utils.get_fullname(frappe.session.user)


def forget(order: Document) -> None:
	"""Take along what only belongs to a deleted order, and its place in the handler's count (`on_trash`)."""
	if is_open(order.state):
		loads.change(order.handler, -1)
	for doctype in (HISTORY, "Bank Work Order State", "Bank Collaboration Task"):
		frappe.db.delete(doctype, {"work_order": order.name})
