"""What the steps of an incentive ask for: two people, neither of them who is paid, and a reason to reject (SAL-05).

The workflow names who may take a step; what holds on every way to it is said here.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.customer import checks
from bank_crm.domain.performance_enums import IncentiveState as State
from bank_crm.permissions import roles

DECIDING = (roles.BRANCH_MANAGER, roles.ADMINISTRATOR)
_STEPS = {
	State.DRAFT: {State.AWAITING},
	State.AWAITING: {State.APPROVED, State.REJECTED},
	State.REJECTED: {State.DRAFT},
	State.APPROVED: set(),
}
_WRITTEN = frozenset({"state", "reason"})


def keep_computed(proposal: Document) -> None:
	"""Put everything back but the state and the reason (`before_validate`)."""
	before = proposal.get_doc_before_save()
	if before is None:
		return
	for field in proposal.meta.get_valid_columns():
		if field not in _WRITTEN and not field.startswith("_") and field not in ("modified", "modified_by"):
			proposal.set(field, before.get(field))
	proposal.set("lines", [row.as_dict() for row in before.lines])


def check(proposal: Document) -> None:
	"""Refuse a step that is none, or that is not the user's to take; stamps who took it (`validate`)."""
	before = proposal.get_doc_before_save()
	if before is None:
		frappe.throw(_("Incentives are proposed from closed scores, not written."), frappe.PermissionError)
	if before.state == proposal.state:
		return
	old, new = State(before.state), State(proposal.state)
	if new not in _STEPS[old]:
		checks.refuse(proposal, "state", _("{0} does not follow {1}.").format(_(new.value), _(old.value)))
	user = frappe.session.user
	if user != "Administrator" and not roles.has_any(user, DECIDING):
		frappe.throw(_("Branch managers and administrators decide about incentives."), frappe.PermissionError)
	if user == proposal.person:
		frappe.throw(_("Nobody decides about an own incentive."), frappe.PermissionError)
	if new is State.AWAITING:
		proposal.applicant, proposal.proposed_on = user, now_datetime()
		proposal.decided_by = proposal.decided_on = None
	if new in (State.APPROVED, State.REJECTED):
		_decide(proposal, new, user)


def _decide(proposal: Document, new: State, user: str) -> None:
	if user == proposal.applicant:
		frappe.throw(_("Nobody decides about an own request."), frappe.PermissionError)
	if new is State.REJECTED and not frappe.utils.strip_html(proposal.reason or "").strip():
		checks.refuse(proposal, "reason", _("is needed to reject."))
	proposal.decided_by, proposal.decided_on = user, now_datetime()
