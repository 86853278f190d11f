"""The steps of an order: what each stamps, how long every state lasted, what may not be skipped (SVC-04, SVC-10, SVC-14).

The workflow offers the steps; these functions decide, so that an edited or switched-off workflow opens nothing.
Other parts follow single orders by doc_events of Bank Work Order, and batches by the hook `bank_order_moves`:
functions that take the names, the state before and after, and the moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance import operation_log
from bank_crm.customer import checks
from bank_crm.domain import orders
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.orders import Stamps
from bank_crm.domain.service_enums import OrderState

ORDER, DWELL = "Bank Work Order", "Bank Work Order State"
MOVES = "bank_order_moves"


def step(order: Document) -> None:
	"""Judge the step a save takes and stamp its moments (`validate` of an order)."""
	before = order.get_doc_before_save()
	was = before.state if before else None
	if was == order.state:
		return
	by_system = bool(order.flags.bank_system)
	if before:
		problem = orders.problem_of(
			was,
			order.state,
			by_system=by_system,
			has_solution=bool((order.solution or "").strip()),
			open_tasks=order.open_tasks or 0,
			has_close_reason=bool((order.close_reason or "").strip()),
		)
		if problem and not (problem == "merged" and order.flags.bank_undo_merge):
			_refuse(order, problem)
	at = now_datetime()
	stamps = orders.stamps_after(was, order.state, at, _known(order))
	order.update(
		{
			"viewed_on": stamps.viewed_on,
			"first_response_on": stamps.first_response_on,
			"answered_on": stamps.answered_on,
			"closed_on": stamps.closed_on,
			"reopened_count": stamps.reopened_count,
		}
	)
	if before:
		order.flags.bank_dwelt = (was, order.state_since or order.opened_on)
		order.state_since = at
		if orders.is_reopening(was, order.state):
			order.close_reason = None


def keep_dwell(order: Document) -> None:
	"""Write down how long the state an order has just left lasted (`on_update`)."""
	dwelt = order.flags.bank_dwelt
	if not dwelt:
		return
	order.flags.bank_dwelt = None
	was, since = dwelt
	_dwell_row(order.name, was, since, order.state_since, order.handler)


def mark_viewed(names: Iterable[str]) -> list[str]:
	"""Move new orders to Viewed, all at once (SVC-06); returns which were. The caller has checked the right to each.

	Orders that are not new any more are left as they are, so that a second click does nothing.
	"""
	order = frappe.qb.DocType(ORDER)
	rows = (
		frappe.qb.from_(order)
		.select(order.name, order.state_since, order.opened_on, order.handler, order.customer)
		.where(order.name.isin(sorted(set(names)) or [""]) & (order.state == OrderState.NEW.value))
		.orderby(order.name)
		.for_update()
	).run(as_dict=True)
	if not rows:
		return []
	moved, at, user = [row.name for row in rows], now_datetime(), frappe.session.user
	(
		frappe.qb.update(order)
		.set(order.state, OrderState.VIEWED.value)
		.set(order.viewed_on, at)
		.set(order.state_since, at)
		.set(order.modified, at)
		.set(order.modified_by, user)
		.where(order.name.isin(moved))
	).run()
	for row in rows:
		_dwell_row(row.name, OrderState.NEW.value, row.state_since or row.opened_on, at, row.handler)
		operation_log.record(
			Operation.WRITE.value,
			ORDER,
			row.name,
			customer=row.customer,
			before={"state": OrderState.NEW.value},
			after={"state": OrderState.VIEWED.value},
		)
		frappe.clear_document_cache(ORDER, row.name)
	for path in frappe.get_hooks(MOVES):
		frappe.get_attr(path)(moved, OrderState.NEW.value, OrderState.VIEWED.value, at)
	return moved


def move(order: Document, state: OrderState | str, **values: object) -> None:
	"""Take a step in the name of the system: merging, rating, colleagues asked or done; guards still hold.

	Neither the workflow's roles nor the session's rights are asked: the calling function has decided.
	"""
	order.flags.bank_system = True
	order.update({**values, "state": str(state)})
	order.save(ignore_permissions=True)  # a step of the system, decided by the calling function
	order.flags.bank_system = False


def _known(order: Document) -> Stamps:
	return Stamps(
		viewed_on=order.viewed_on and get_datetime(order.viewed_on),
		first_response_on=order.first_response_on and get_datetime(order.first_response_on),
		answered_on=order.answered_on and get_datetime(order.answered_on),
		closed_on=order.closed_on and get_datetime(order.closed_on),
		reopened_count=order.reopened_count or 0,
	)


def _dwell_row(
	order: str, state: str, since: datetime | str | None, until: datetime | str, handler: str | None
) -> None:
	start, end = get_datetime(since or until), get_datetime(until)
	row = frappe.get_doc(
		{
			"doctype": DWELL,
			"work_order": order,
			"state": state,
			"handler": handler,
			"changed_by": frappe.session.user,
			"from_on": start,
			"to_on": end,
			"seconds": max(0, int((end - start).total_seconds())),
		}
	)
	row.db_insert()  # the order's own change is logged; this row only measures it


def _refuse(order: Document, problem: str) -> None:
	if problem == "no_solution":
		checks.refuse(order, "solution", _("say what was done before the order is answered."))
	if problem == "open_tasks":
		checks.refuse(order, "close_reason", _("colleagues still work on this order; say why it ends now."))
	messages = {
		"merged": _("This order was merged into {0} and stays as it is.").format(order.merged_into or ""),
		"by_system": _("This step is not taken by hand."),
	}
	frappe.throw(messages[problem], title=_("Not Possible"))
