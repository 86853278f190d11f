"""What becomes of a handover: ordered, done on its day, undone (SEC-07, SEC-13).

Each step locks the handover first and looks at its state then, so that a second click, a second worker or a killed
request neither does it twice nor half.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, now_datetime, nowdate

from bank_crm.compliance import operation_log
from bank_crm.compliance.access import requests
from bank_crm.compliance.handover import moving
from bank_crm.customer import checks
from bank_crm.domain.access import HandoverKind, HandoverState
from bank_crm.domain.compliance_enums import Operation
from bank_crm.jobs import enqueue_once
from bank_crm.permissions import roles, scope

HANDOVER = "Bank Handover"
SHORTEST_REASON = 4
#: More customers than this are handed over by a worker; fewer while one waits.
MOST_AT_ONCE = 20_000
#: What the steps write; nobody types it.
WRITTEN = (
	"customers_moved",
	"tasks_moved",
	"done_at",
	"note",
	"scheduled_by",
	"undone_by",
	"undone_at",
	"undo_reason",
)


def check(handover: Document) -> None:
	"""Refuse what cannot be handed over (`validate` of a handover)."""
	before = handover.get_doc_before_save()
	for field in WRITTEN:
		handover.set(field, before.get(field) if before else None)
	handover.state = before.state if before else HandoverState.DRAFT.value
	if handover.state != HandoverState.DRAFT:
		frappe.throw(_("This handover has been ordered; it can be cancelled or undone, but not changed."))
	if handover.kind == HandoverKind.CUSTOMERS:
		handover.from_user = None
	else:
		handover.set("customers", [])
	if len((handover.reason or "").strip()) < SHORTEST_REASON:
		checks.refuse(handover, "reason", _("say why, in a few words."))
	if getdate(handover.effective_on) < getdate(nowdate()):
		checks.refuse(handover, "effective_on", _("lies in the past."))
	_check_people(handover)
	_check_customers(handover)


def order(handover: Document) -> Document:
	"""Hand over now if the day has come, else on the day; returns the handover as it is then."""
	locked = _lock(handover.name)
	_require(locked, HandoverState.DRAFT)
	_check_people(locked)
	_check_customers(locked)
	locked.db_set({"scheduled_by": frappe.session.user, "state": HandoverState.SCHEDULED.value})
	if getdate(locked.effective_on) <= getdate(nowdate()):
		if moving.count(_order(locked)) <= MOST_AT_ONCE:
			run(locked.name)
		else:
			_queue(locked.name)
	return frappe.get_doc(HANDOVER, locked.name)


def run(name: str) -> bool:
	"""Do a scheduled handover whose day has come; False where there is nothing (more) to do.

	Who ordered it must still be able to: rights are asked at the moment it takes effect.
	"""
	handover = _lock(name)
	if handover.state != HandoverState.SCHEDULED or getdate(handover.effective_on) > getdate(nowdate()):
		return False
	_check_people(handover)
	order_ = _order(handover)
	customers, tasks = moving.apply(order_)
	withdrawn = 0
	if handover.kind == HandoverKind.LEAVER:
		withdrawn = requests.withdraw_all(handover.from_user, handover.scheduled_by)
		frappe.clear_cache(user=handover.from_user)
	handover.db_set(
		{
			"state": HandoverState.DONE.value,
			"customers_moved": customers,
			"tasks_moved": tasks,
			"done_at": now_datetime(),
			"note": None,
		}
	)
	_log(handover, customers=customers, tasks=tasks, requests_withdrawn=withdrawn)
	return True


def run_due() -> None:
	"""Queue every scheduled handover whose day has come, each as a job of its own."""
	for name in frappe.get_all(
		HANDOVER,
		filters={"state": HandoverState.SCHEDULED.value, "effective_on": ("<=", nowdate())},
		pluck="name",
	):
		_queue(name)


def run_queued(name: str) -> None:
	"""Do one handover in a job; what keeps it from being done is noted on it, and the next day tries again."""
	frappe.db.savepoint("handover")
	try:
		run(name)
	except frappe.ValidationError as failure:
		frappe.db.rollback(save_point="handover")
		frappe.clear_messages()
		frappe.db.set_value(HANDOVER, name, "note", frappe.utils.strip_html(str(failure))[:500])


def undo(handover: Document, reason: str) -> tuple[int, int]:
	"""Take a handover back; returns (values put back, values somebody has changed since, which stay)."""
	if len(reason.strip()) < SHORTEST_REASON:
		checks.refuse(handover, "undo_reason", _("say why, in a few words."))
	locked = _lock(handover.name)
	_require(locked, HandoverState.DONE)
	_check_reach(locked)
	back, left = moving.undo(locked.name)
	if locked.kind == HandoverKind.LEAVER:
		frappe.clear_cache(user=locked.from_user)
	locked.db_set(
		{
			"state": HandoverState.UNDONE.value,
			"undone_by": frappe.session.user,
			"undone_at": now_datetime(),
			"undo_reason": reason.strip(),
		}
	)
	_log(locked, put_back=back, left=left)
	return back, left


def cancel(handover: Document) -> None:
	"""Call off a handover whose day has not come."""
	locked = _lock(handover.name)
	_require(locked, HandoverState.SCHEDULED)
	_check_reach(locked)
	locked.db_set("state", HandoverState.CANCELLED.value)
	_log(locked)


def count(handover: Document) -> int:
	"""Return how many customers the handover would move if it took effect now."""
	return moving.count(_order(handover))


def _lock(name: str) -> Document:
	return frappe.get_doc(HANDOVER, name, for_update=True)


def _order(handover: Document) -> moving.Order:
	return moving.Order(
		name=handover.name,
		kind=handover.kind,
		from_user=handover.from_user,
		to_user=handover.to_user,
		customers=tuple(row.customer for row in handover.customers),
		ordered_by=handover.scheduled_by or frappe.session.user,
	)


def _require(handover: Document, state: HandoverState) -> None:
	if handover.state != state:
		frappe.throw(_("This handover is {0} by now.").format(_(handover.state, context=HANDOVER)))


def _check_people(handover: Document) -> None:
	"""The successor looks after customers and is in the ordering manager's branches, as is who gives them up."""
	if handover.to_user == handover.from_user:
		checks.refuse(handover, "to_user", _("must be another user."))
	if not frappe.db.get_value("User", handover.to_user, "enabled"):
		checks.refuse(handover, "to_user", _("this user is disabled."))
	if not roles.has_any(handover.to_user, (roles.RELATIONSHIP_MANAGER, roles.BRANCH_MANAGER)):
		checks.refuse(handover, "to_user", _("looks after no customers."))
	_check_reach(handover)


def _check_reach(handover: Document) -> None:
	user = handover.scheduled_by if handover.state == HandoverState.SCHEDULED else frappe.session.user
	user = user or frappe.session.user
	if user == "Administrator" or roles.has_any(user, roles.WRITE_EVERYTHING):
		return
	branches = scope.branches_below(user) if roles.has_any(user, [roles.BRANCH_MANAGER]) else []
	for field in ("from_user", "to_user"):
		person = handover.get(field)
		post = frappe.db.get_value("Bank Staff", {"user": person}, "branch") if person else None
		if person and (not post or post not in branches):
			checks.refuse(handover, field, _("does not work in your branches."))


def _check_customers(handover: Document) -> None:
	if handover.kind != HandoverKind.CUSTOMERS:
		if not handover.from_user:
			checks.refuse(handover, "from_user", _("say which."))
		return
	wanted = {row.customer for row in handover.customers}
	if not wanted:
		checks.refuse(handover, "customers", _("say which."))
	customer = frappe.qb.DocType(scope.CUSTOMER)
	reach = scope.criterion(scope.CUSTOMER, handover.scheduled_by, customer, write=True, grants=False)
	query = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(sorted(wanted)))
	own = set((query if reach is None else query.where(reach)).run(pluck=True))
	if strangers := sorted(wanted - own):
		checks.refuse(
			handover,
			"customers",
			_("{0} may not be changed by you.").format(frappe.bold(", ".join(strangers[:5]))),
		)


def _queue(name: str) -> None:
	enqueue_once("bank_crm.compliance.handover.actions.run_queued", f"handover:{name}", minutes=60, name=name)


def _log(handover: Document, **figures: int) -> None:
	operation_log.record(
		Operation.HANDOVER.value,
		HANDOVER,
		handover.name,
		before={"manager": handover.from_user},
		after={"manager": handover.to_user, "state": handover.state, "kind": handover.kind, **figures},
		detail=handover.reason,
	)
