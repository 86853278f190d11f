"""Nobody deals with a complaint about himself, or about whom he reports to (SVC-11)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import notices
from bank_crm.domain.complaint_clock import may_deal_with

COMPLAINT = "Bank Complaint"


def respondents_of(order: str) -> frozenset[str]:
	"""Return whom the complaint of an order is about."""
	complaint, child = frappe.qb.DocType(COMPLAINT), frappe.qb.DocType("Bank Complaint Respondent")
	query = (
		frappe.qb.from_(child)
		.inner_join(complaint)
		.on((complaint.name == child.parent) & (child.parenttype == COMPLAINT))
		.select(child.user)
		.where(complaint.work_order == order)
	)
	return frozenset(query.run(pluck=True))


def is_free(user: str | None, respondents: Iterable[str]) -> bool:
	"""Tell whether somebody has no conflict of interest; nobody and the system have none."""
	about = frozenset(respondents)
	if not user or not about:
		return True
	superior = frappe.db.get_value("Bank Staff", {"user": user, "active": 1}, "supervisor")
	return may_deal_with(user, about, superior)


def refuse(user: str | None, respondents: Iterable[str]) -> None:
	"""Stop who has a conflict of interest. Raises frappe.PermissionError."""
	if not is_free(user, respondents):
		frappe.throw(
			_(
				"{0} may not deal with this complaint: it is about the same person or about the superior."
			).format(notices.person(str(user))),
			frappe.PermissionError,
			title=_("Conflict of Interest"),
		)


def check_handler(order: Document) -> None:
	"""Refuse a handler the complaint is about (`before_save` of an order)."""
	if order.handler and not order.is_new():
		refuse(order.handler, respondents_of(order.name))


def blocked_for(order: str, respondents: Iterable[str]) -> frozenset[str]:
	"""Return everybody the order must not be given to: whom it is about, and who reports to them."""
	about = sorted(set(respondents) or respondents_of(order))
	if not about:
		return frozenset()
	staff = frappe.qb.DocType("Bank Staff")
	query = (
		frappe.qb.from_(staff).select(staff.user).where(staff.supervisor.isin(about) & (staff.active == 1))
	)
	return frozenset(about) | frozenset(query.run(pluck=True))
