"""Counting performance now and proposing incentives: the buttons of their schemes (SAL-05)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate

from bank_crm.permissions import roles, scope
from bank_crm.sales.incentives import proposals
from bank_crm.sales.performance import scoring

SCHEME, INCENTIVES = scoring.SCHEME, "Bank Incentive Scheme"


@frappe.whitelist(methods=["POST"])
def count_now(scheme: str) -> int:
	"""Count a scheme's running period, and the last one until it is closed; returns how many people were counted."""
	frappe.has_permission(SCHEME, "write", doc=scheme, throw=True)
	return scoring.compute(frappe.get_doc(SCHEME, scheme))


@frappe.whitelist()
def closed_periods(scheme: str) -> list[str]:
	"""Return the first days of the periods incentives can be proposed for, the latest first."""
	frappe.has_permission(INCENTIVES, "read", doc=scheme, throw=True)
	return [str(first) for first in proposals.closed_periods(frappe.get_doc(INCENTIVES, scheme))]


@frappe.whitelist(methods=["POST"])
def propose(scheme: str, from_date: str) -> int:
	"""Propose the incentives of a closed period for the people the session's user leads; returns how many.

	An administrator proposes for everybody; nobody for himself or herself.
	"""
	frappe.has_permission(INCENTIVES, "read", doc=scheme, throw=True)
	doc, first = frappe.get_doc(INCENTIVES, scheme), getdate(from_date)
	if not doc.active:
		frappe.throw(_("This scheme is inactive."), title=_("Not Possible"))
	if first not in proposals.closed_periods(doc):
		frappe.throw(_("The scores of this period are not closed yet."), title=_("Not Possible"))
	return len(proposals.propose(doc, first, _led_people(doc.performance_scheme, first)))


def _led_people(scheme: str, first: object) -> list[str]:
	user = frappe.session.user
	wanted: dict[str, object] = {"scheme": scheme, "from_date": first, "person": ("!=", user)}
	if not scope.sees_everything(user, write=True):
		if not roles.has_any(user, (roles.BRANCH_MANAGER,)):
			raise frappe.PermissionError
		wanted["branch"] = ("in", [*scope.branches_below(user), ""])
	return frappe.get_all(scoring.SCORE, wanted, pluck="person")
