"""A low rating followed back to its cause: who looks into it until when, and the measure that follows (SVC-08)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from bank_crm import notices
from bank_crm.customer import checks, settings
from bank_crm.domain.intake_enums import ImprovementOrigin, TraceState
from bank_crm.service import supervisors
from bank_crm.service.improvements import actions as improvements

TRACE, ORDER = "Bank Rating Trace", "Bank Work Order"


def open_for(request: frappe._dict, order: Document, response: str) -> str:
	"""Open the trace of a low rating and the measure it leads to, and tell who is responsible."""
	responsible = supervisors.of(order.handler, order.branch, order.queue)
	trace = frappe.get_doc(
		{
			"doctype": TRACE,
			"work_order": order.name,
			"rating_request": request.name,
			"response": response,
			"customer": order.customer,
			"handler": order.handler,
			"branch": order.branch,
			"grade": order.rating,
			"comment": order.rating_comment,
			"cause": order.rating_cause,
			"responsible": responsible,
			"due_on": add_days(today(), settings.number("trace_days")),
			"state": TraceState.OPEN.value,
		}
	)
	trace.improvement = improvements.open_or_join(
		improvements.Finding(
			origin=ImprovementOrigin.LOW_RATING,
			subject=_("Low rating of work order {0}").format(order.name),
			description=order.rating_comment or "",
			cause=order.rating_cause,
			product=order.product,
			branch=order.branch,
			responsible=responsible,
			source=(ORDER, order.name),
		)
	)
	trace.insert(ignore_permissions=True)  # follows from the customer's rating, nobody of the bank is at work
	notices.tell([responsible], _say(order.name, order.rating), TRACE, trace.name, by="Administrator")
	return str(trace.name)


def add_words(request: str, comment: str, cause: str | None) -> None:
	"""Put what the customer said afterwards onto the trace; a person's finding is not touched."""
	name = frappe.db.get_value(TRACE, {"rating_request": request})
	if name is None:
		return
	trace = frappe.get_doc(TRACE, name)
	trace.comment = comment or trace.comment
	if cause and trace.state == TraceState.OPEN.value:
		trace.cause = trace.cause or cause
	trace.save(ignore_permissions=True)  # the customer's own words, nobody of the bank is at work
	improvements.add_cause(trace.improvement, trace.cause, comment)


def check(trace: Document) -> None:
	"""Refuse steps without what they stand for; a problem is told at its field (`validate`)."""
	if trace.responsible == trace.handler:
		checks.refuse(trace, "responsible", _("may not be the person who was rated."))
	if trace.state == TraceState.OPEN.value:
		trace.closed_on = trace.closed_by = None
		return
	if not trace.cause:
		checks.refuse(trace, "cause", _("say what the cause was."))
	if not (trace.finding or "").strip():
		checks.refuse(trace, "finding", _("say what was found."))
	if trace.state == TraceState.CLOSED.value:
		if not trace.improvement and not (trace.no_improvement_reason or "").strip():
			checks.refuse(trace, "improvement", _("name the measure, or say why none is needed."))
		if not trace.closed_on:
			trace.closed_on, trace.closed_by = now_datetime(), frappe.session.user
	else:
		trace.closed_on = trace.closed_by = None


def follow(trace: Document) -> None:
	"""The order and the measure learn the cause a person has found (`on_update`)."""
	if not trace.cause or not trace.has_value_changed("cause"):
		return
	if trace.state != TraceState.OPEN.value:
		frappe.db.set_value(ORDER, trace.work_order, "rating_cause", trace.cause)
		improvements.add_cause(trace.improvement, trace.cause, "")


def _say(order: str, grade: int) -> notices.Say:
	return lambda lang: _("Work order {0} was rated {1} of 5; please find the cause.", lang).format(
		order, grade
	)
