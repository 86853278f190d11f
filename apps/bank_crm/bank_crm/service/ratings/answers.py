"""What a customer answers: kept once, in the store of all answers and on the order, and followed up if it is low (SVC-07, SVC-08)."""

from __future__ import annotations

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime

from bank_crm.customer import settings
from bank_crm.domain.intake_enums import RatingRequestState
from bank_crm.domain.service_enums import CauseUse
from bank_crm.service.orders import actions, states
from bank_crm.service.ratings import grades, links, traces
from bank_crm.service.ratings.links import Standing
from bank_crm.service.surveys import ratings as store
from bank_crm.speaking import speaking

ORDER, REQUEST, CAUSE = "Bank Work Order", "Bank Rating Request", "Bank Service Cause"
LONGEST_COMMENT = 1_000
#: So long after the tap a customer may still say why.
WORDS_WITHIN_HOURS = 24


def rate(token: str, grade: int, comment: str = "", cause: str = "") -> Standing:
	"""Take one rating; returns what the link was good for, `OPEN` meaning that the rating was taken.

	Two taps at once take it once: the request's row is locked. Raises ValueError for a grade that is none.
	"""
	if not grades.WORST <= grade <= grades.BEST:
		raise ValueError(f"{grade} is no grade")
	standing, request = links.look(token, lock=True)
	if standing is not Standing.OPEN:
		return standing
	order = frappe.get_doc(ORDER, request.work_order)
	comment = comment.strip()[:LONGEST_COMMENT]
	cause_name = known_cause(cause)
	response = store.record(
		grade,
		about=(ORDER, order.name),
		comment=comment,
		customer=order.customer,
		handler=order.handler,
		channel=request.channel,
	)
	frappe.db.set_value(
		REQUEST,
		request.name,
		{
			"state": RatingRequestState.RATED.value,
			"rated_on": now_datetime(),
			"grade": grade,
			"response": response,
		},
	)
	order.rating_cause = cause_name
	actions.rate(order, grade, comment or None)
	if is_low(grade):
		with speaking():
			traces.open_for(request, order, response)
	return Standing.OPEN


def add_words(token: str, comment: str, cause: str = "") -> bool:
	"""Add why to a rating just given without a word; once, within a day. Returns whether it was taken."""
	standing, request = links.look(token, lock=True)
	if standing is not Standing.RATED or not may_add_words(request):
		return False
	order = frappe.get_doc(ORDER, request.work_order)
	comment, cause_name = comment.strip()[:LONGEST_COMMENT], known_cause(cause)
	if not comment and not cause_name:
		return False
	states.move(
		order, order.state, rating_comment=comment or None, rating_cause=cause_name or order.rating_cause
	)
	traces.add_words(str(request.name), comment, cause_name)
	return True


def may_add_words(request: frappe._dict) -> bool:
	"""Tell whether a rating still waits for the customer's words."""
	recent = get_datetime(request.rated_on) >= add_to_date(now_datetime(), hours=-WORDS_WITHIN_HOURS)
	said = frappe.db.get_value(ORDER, request.work_order, "rating_comment")
	return recent and not said


def is_low(grade: int) -> bool:
	"""Tell whether a grade is traced to its cause."""
	return grade <= settings.number("rating_low_grade")


def causes() -> list[str]:
	"""Return the causes a customer can choose from."""
	uses = (CauseUse.LOW_RATINGS.value, CauseUse.BOTH.value)
	filters = {"active": 1, "used_for": ("in", uses)}
	return frappe.get_all(CAUSE, filters=filters, pluck="name", order_by="name asc")


def known_cause(cause: str) -> str | None:
	"""Return the cause if it is one on offer; whatever else a request says is dropped."""
	return cause if cause and cause in causes() else None
