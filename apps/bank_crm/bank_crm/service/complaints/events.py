"""What an order does to its complaint (doc_events of Bank Work Order, SVC-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.domain.complaint_enums import ComplaintState
from bank_crm.domain.service_enums import OrderState, OrderType
from bank_crm.service.complaints import actions, conflicts

_SHOWN = ("subject", "customer", "branch", "state", "merged_into")


def check_order(order: Document, method: str | None = None) -> None:
	"""A complaint stays one, nobody handles one about himself, and it ends when the customer knows the answer."""
	before = order.get_doc_before_save()
	if before is None:
		return
	complaint_before = before.order_type == OrderType.COMPLAINT.value
	if complaint_before and order.order_type != before.order_type:
		checks.refuse(order, "order_type", _("a complaint stays one; it may be withdrawn."))
	if not complaint_before:
		return
	if order.handler != before.handler:
		conflicts.check_handler(order)
	if order.state == OrderState.CLOSED.value and before.state != order.state:
		_check_informed(order)


def after_insert_order(order: Document, method: str | None = None) -> None:
	"""A complaint order has a complaint from the start."""
	actions.ensure(order)


def on_update_order(order: Document, method: str | None = None) -> None:
	"""An order that turns out to be a complaint gets one; what the complaint shows of its order follows."""
	before = order.get_doc_before_save()
	if before is None:
		return
	actions.ensure(order)
	if any(order.get(field) != before.get(field) for field in _SHOWN):
		actions.follow_order(order)


def _check_informed(order: Document) -> None:
	name = actions.of_order(order.name)
	if not name:
		return
	complaint = frappe.db.get_value("Bank Complaint", name, ("state", "informed_on"), as_dict=True)
	over = (ComplaintState.CLOSED.value, ComplaintState.WITHDRAWN.value)
	if complaint.state not in over and not complaint.informed_on:
		frappe.throw(
			_("The customer has to be told the answer first: complaint {0}.").format(
				frappe.utils.get_link_to_form("Bank Complaint", name)
			),
			title=_("Not Possible"),
		)
