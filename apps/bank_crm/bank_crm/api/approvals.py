"""The approval matrix as its screens ask for it: progress with reasons, decisions, trying a rule out (SAL-11, CON-04)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from bank_crm.compliance.approvals import matrix, planning, requests, subjects, telling
from bank_crm.compliance.approvals.subjects import Facts
from bank_crm.domain import approvals as rules
from bank_crm.domain.approval_enums import ApprovalState, VoteState
from bank_crm.permissions import roles
from bank_crm.yes_no import is_yes

APPROVAL, RULE = "Bank Approval", "Bank Approval Rule"
#: More nobody looks at in a list at once.
MOST_WAITING = 100


@frappe.whitelist()
def progress(doctype: str, name: str) -> dict[str, Any] | None:
	"""Return the latest request of a document, or a request itself: steps, people, and why it is with whom."""
	frappe.has_permission(doctype, "read", doc=name, throw=True)
	found = name if doctype == APPROVAL else _latest(doctype, name)
	if not found:
		return None
	approval = frappe.get_doc(APPROVAL, found)
	user = frappe.session.user
	steps = [_step(approval, place, row) for place, row in enumerate(approval.steps, 1)]
	running = approval.state == ApprovalState.RUNNING.value
	asked = running and any(one["mine"] for step in steps for one in step["votes"])
	return {
		"name": approval.name,
		"state": approval.state,
		"clock": approval.clock,
		"due_at": approval.due_at,
		"started_at": approval.started_at,
		"ended_at": approval.ended_at,
		"reason": approval.reason,
		"rule": telling.why_rule(approval),
		"steps": steps,
		"may_decide": bool(asked) and user not in (approval.applicant, approval.person),
		"may_read": frappe.has_permission(APPROVAL, "read", doc=approval),
	}


@frappe.whitelist(methods=["POST"])
def decide(name: str, agree: bool, reason: str = "") -> str:
	"""Say yes or no to a request the session's user is asked about; returns its state."""
	frappe.has_permission(APPROVAL, "read", doc=name, throw=True)
	return requests.vote(name, agree=is_yes(agree), reason=reason).state


@frappe.whitelist()
def waiting() -> list[str]:
	"""Return the requests that wait for the session's user, the oldest first."""
	frappe.has_permission(APPROVAL, "read", throw=True)
	vote = frappe.qb.DocType("Bank Approval Vote")
	query = frappe.qb.from_(vote).select(vote.parent).distinct().orderby(vote.parent).limit(MOST_WAITING)
	own = (vote.approver == frappe.session.user) & (vote.state == VoteState.OPEN.value)
	return query.where(own).run(pluck=True)


@frappe.whitelist()
def types(kind: str) -> list[dict[str, str]]:
	"""Return the types a rule of a kind may name."""
	frappe.has_permission(RULE, "read", throw=True)
	return [{"value": value, "label": label} for value, label in subjects.types_of(kind)]


@frappe.whitelist(methods=["POST"])
def simulate(
	rule: str | dict,
	amount: float | str = 0,
	subject_type: str | None = None,
	branch: str | None = None,
	product: str | None = None,
	applicant: str | None = None,
) -> dict[str, Any]:
	"""Try a rule out before it is saved: whether it counts for a document like this, and who would decide."""
	frappe.has_permission(RULE, "read", throw=True)
	frappe.only_for(("System Manager", *roles.ALL))
	doc = frappe.get_doc({**frappe.parse_json(rule), "doctype": RULE})
	matrix.complete(doc)
	own = matrix.of_document(doc)
	person = applicant or frappe.session.user
	facts = Facts("", person, subject_type or "", flt(amount), branch or "", product or "")
	case = matrix.case_of(own.kind, facts)
	others = matrix.of_kind(own.kind, unless=doc.name or "")
	counts = rules.choose([*others, own] if doc.enabled else others, case)
	planned = planning.plan(counts, case, person, {person}) if counts else []
	return {
		"faults": [matrix.fault_sentence(fault, place) for fault, place in rules.faults(own)],
		"counts": counts is own,
		"other": _rule_name(counts.name) if counts and counts is not own else None,
		"steps": [
			{
				"sequence": each.step.sequence,
				"step_name": each.step.name or _(each.step.approver.value, context=RULE),
				"quorum": each.step.quorum,
				"people": [telling.names([one.user]) for one in each.asked],
				"enough": each.enough,
				"due_hours": each.step.due / 3600,
			}
			for each in planned
		],
	}


def _latest(doctype: str, name: str) -> str | None:
	asked = {"reference_doctype": doctype, "reference_name": name}
	return frappe.db.get_value(APPROVAL, asked, "name", order_by="creation desc, name desc")


def _rule_name(name: str) -> str:
	return frappe.db.get_value(RULE, name, "rule_name") or name


def _step(
	approval: frappe.model.document.Document, place: int, row: frappe.model.document.Document
) -> dict[str, Any]:
	user, votes = frappe.session.user, [one for one in approval.votes if cint(one.step) == place]
	step = requests.definition(row)
	return {
		"number": place,
		"sequence": row.sequence,
		"step_name": row.step_name or _(step.approver.value, context=RULE),
		"state": row.state,
		"quorum": row.quorum,
		"due_at": row.due_at,
		"late": bool(row.escalated_at),
		"ended_at": row.ended_at,
		"votes": [
			{
				"approver": telling.names([one.approver]),
				"state": one.state,
				"decided_at": one.decided_at,
				"comment": one.comment,
				"mine": one.approver == user and one.state == VoteState.OPEN.value,
				"why": telling.why(approval, one) if one.state == VoteState.OPEN.value else "",
			}
			for one in votes
		],
	}
