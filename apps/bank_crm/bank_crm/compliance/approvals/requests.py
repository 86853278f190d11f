"""A request for approval from its start to its end (SAL-11, CON-04).

Whoever decides locks the document and then the request, so that two who decide at once, or a second click, follow each
other; whose vote is asked for is looked at then. The last decision takes the document on in the same transaction.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt, get_datetime, now_datetime

from bank_crm.compliance.approvals import matrix, people, planning, subjects, telling
from bank_crm.domain import approvals as rules
from bank_crm.domain.approval_enums import ApprovalState, ApproverKind, EscalateTo, StepState, VoteState
from bank_crm.domain.approvals import Asked, Case, Step
from bank_crm.domain.contract_enums import DecisionClock
from bank_crm.permissions import scope
from bank_crm.service.levels import plan as service_plan

APPROVAL, RULE = "Bank Approval", "Bank Approval Rule"
#: A reminder comes when this share of a step's time is over.
REMIND_AT = 0.75
SHORTEST_REASON = 2
_HOUR = 3_600


def has_rule(doc: Document) -> bool:
	"""Tell whether a rule of the matrix fits a document as it is now."""
	kind = subjects.kind_of(doc.doctype)
	return matrix.fitting(kind, matrix.case_of(kind, subjects.known()[kind].facts(doc))) is not None


def start(doc: Document) -> Document | None:
	"""Ask for the approval of a document; None where no rule fits, which the caller judges.

	Raises ValidationError where a step finds nobody who may decide, so that nothing gets stuck half-way.
	"""
	kind = subjects.kind_of(doc.doctype)
	facts = subjects.known()[kind].facts(doc)
	case = matrix.case_of(kind, facts)
	rule = matrix.fitting(kind, case)
	if rule is None:
		return None
	if of_document(doc.doctype, doc.name):
		frappe.throw(_("This has been handed in for approval already."), title=_("Not Possible"))
	applicant = frappe.session.user
	planned = planning.plan(rule, case, facts.person, {applicant})
	for place, each in enumerate(planned, 1):
		if not each.enough:
			frappe.throw(telling.nobody(place, each.step, rule.name), title=_("Nobody Can Decide"))
	now = now_datetime()
	hours = flt(frappe.db.get_value(RULE, rule.name, "decision_hours"))
	approval = frappe.get_doc(
		{
			"doctype": APPROVAL,
			"title": facts.title[:140],
			"document_kind": kind,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"state": ApprovalState.RUNNING.value,
			"amount": facts.amount,
			"subject_type": facts.type,
			"branch": facts.branch or None,
			"product": facts.product or None,
			"rule": rule.name,
			"applicant": applicant,
			"person": facts.person,
			"same_person": int(rule.same_person),
			"started_at": now,
			"due_at": _business(now, int(hours * _HOUR)) if hours else None,
			"clock": DecisionClock.IN_TIME.value if hours else "",
			"steps": [
				{
					"sequence": each.step.sequence,
					"step_name": each.step.name,
					"state": StepState.WAITING.value,
					"quorum": each.step.quorum,
					"definition": json.dumps(asdict(each.step), default=str),
				}
				for each in planned
			],
		}
	)
	_open_next(approval)
	_store(approval)
	return approval


def vote(name: str, *, agree: bool, reason: str = "") -> Document:
	"""Say yes or no for the session's user; a no needs a reason. Returns the request as it is then.

	Raises frappe.PermissionError for everybody who is not asked, the applicant in any case.
	"""
	approval = lock(name)
	user = frappe.session.user
	if user in (approval.applicant, approval.person, _person_now(approval)):
		frappe.throw(_("Nobody decides about an own request."), frappe.PermissionError)
	own = [row for row in approval.votes if row.approver == user and row.state == VoteState.OPEN.value]
	if approval.state != ApprovalState.RUNNING.value or not own or scope.has_left(user):
		frappe.throw(_("This decision is not yours, or has been made already."), frappe.PermissionError)
	reason = reason.strip()
	if not agree and len(reason) < SHORTEST_REASON:
		frappe.throw(_("{0}: say why, in a few words.").format(frappe.bold(_("Reason"))))
	now = now_datetime()
	for row in own:
		row.state = (VoteState.APPROVED if agree else VoteState.REFUSED).value
		row.decided_at, row.comment = now, reason[:1000]
	_settle(approval)
	return approval


def withdraw(doc: Document) -> None:
	"""Take the running request of a document back, if there is one."""
	name = of_document(doc.doctype, doc.name)
	if not name:
		return
	approval = frappe.get_doc(APPROVAL, name, for_update=True)
	if approval.state == ApprovalState.RUNNING.value:
		_end(approval, ApprovalState.WITHDRAWN, "")
		_store(approval)


def of_document(doctype: str, name: str) -> str | None:
	"""Return the running request of a document."""
	asked = {"reference_doctype": doctype, "reference_name": name, "state": ApprovalState.RUNNING.value}
	return frappe.db.get_value(APPROVAL, asked, "name")


def lock(name: str) -> Document:
	"""Return a request, locked together with its document, always in this order."""
	about = frappe.db.get_value(APPROVAL, name, ("reference_doctype", "reference_name"), as_dict=True)
	if about is None:
		raise frappe.DoesNotExistError
	frappe.db.get_value(about.reference_doctype, about.reference_name, "name", for_update=True)
	return frappe.get_doc(APPROVAL, name, for_update=True)


def pass_on(approval: Document, row: Document, because: str, *, to: EscalateTo | None = None) -> bool:
	"""Give one open decision to somebody else: the step's own way, the superior or the substitute of who had it.

	False where nobody else may decide; then it stays where it is.
	"""
	step, case = definition(approval.steps[cint(row.step) - 1]), case_of(approval)
	others = [one.approver for one in approval.votes if one.state != VoteState.REPLACED.value]
	barred = set(others) if not approval.same_person else _in_step(approval, row.step)
	person, way = approval.person, step
	if to is EscalateTo.SUPERIOR:
		person, way = row.approver, Step(1, ApproverKind.SUPERIOR)
	elif to is EscalateTo.SUBSTITUTE:
		way = Step(1, ApproverKind.PERSON, step.substitute)
	found = rules.pick(
		Step(1, way.approver, way.who, substitute=step.substitute),
		people.candidates(way, case, person),
		case,
		people.presence(),
		applicants={approval.applicant, approval.person, *barred, row.approver},
	)
	if not found:
		return False
	row.state = VoteState.REPLACED.value
	_ask(approval, cint(row.step), Asked(found[0].user, found[0].because, row.approver), because)
	return True


def hand(approval: Document, step: int, asked: Asked) -> None:
	"""Ask somebody in the place of another (for the clocks)."""
	_ask(approval, step, asked, asked.because.value)


def definition(row: Document) -> Step:
	"""Return a step as its rule said when the request began."""
	said = json.loads(row.definition)
	return Step(
		**{
			**said,
			"approver": ApproverKind(said["approver"]),
			"escalate": EscalateTo(said["escalate"]) if said["escalate"] else None,
		}
	)


def case_of(approval: Document) -> Case:
	"""Return the case of a running request."""
	return Case(
		approval.document_kind,
		approval.subject_type or "",
		flt(approval.amount),
		matrix.upwards(approval.branch),
		approval.product or "",
	)


def store(approval: Document) -> None:
	"""Write a request down and tell whoever looks at it (for the clocks)."""
	_store(approval)


def _person_now(approval: Document) -> str:
	"""Whose document it is by now: a handover may have made it the approver's own."""
	doc = frappe.get_doc(approval.reference_doctype, approval.reference_name, for_update=True)
	return subjects.known()[approval.document_kind].facts(doc).person


def _settle(approval: Document) -> None:
	"""Work out what the votes add up to, and go on."""
	now = now_datetime()
	for place, row in enumerate(approval.steps, 1):
		if row.state != StepState.OPEN.value:
			continue
		votes = [one for one in approval.votes if cint(one.step) == place]
		state = rules.outcome([VoteState(one.state) for one in votes], cint(row.quorum))
		if state is StepState.OPEN:
			continue
		row.state, row.ended_at = state.value, now
		for one in votes:
			if one.state == VoteState.OPEN.value:
				one.state = VoteState.NOT_NEEDED.value
	total = rules.whole(StepState(row.state) for row in approval.steps)
	if total is StepState.OPEN:
		_open_next(approval)
		_store(approval)
		telling.moved_on(approval)
		return
	approved = total is StepState.APPROVED
	state = VoteState.APPROVED if approved else VoteState.REFUSED
	said = [one.comment for one in approval.votes if one.state == state.value and one.comment]
	_end(approval, ApprovalState.APPROVED if approved else ApprovalState.REFUSED, "\n".join(said))
	_store(approval)
	subject = subjects.known()[approval.document_kind]
	subject.decided(str(approval.reference_name), approved, approval.reason or "")
	telling.decided(approval)


def _open_next(approval: Document) -> None:
	"""Begin the steps whose turn it is and ask their people, as they are there now."""
	case, presence, now = case_of(approval), people.presence(), now_datetime()
	states = [(cint(row.sequence), StepState(row.state)) for row in approval.steps]
	for place in rules.to_open(states):
		row = approval.steps[place]
		step = definition(row)
		decided = {one.approver for one in approval.votes if one.state != VoteState.REPLACED.value}
		asked = planning.ask(
			step,
			case,
			approval.person,
			{approval.applicant},
			decided,
			presence,
			same_person=bool(approval.same_person),
		)
		row.state, row.opened_at = StepState.OPEN.value, now
		if step.due:
			row.due_at, row.remind_at = _business(now, step.due), _business(now, int(step.due * REMIND_AT))
		for one in asked:
			_ask(approval, place + 1, one, one.because.value)
		if not asked:
			telling.stuck(approval, place + 1)


def _ask(approval: Document, step: int, asked: Asked, because: str) -> None:
	approval.append(
		"votes",
		{
			"step": step,
			"approver": asked.user,
			"because": because,
			"instead_of": asked.instead_of or None,
			"state": VoteState.OPEN.value,
			"asked_at": now_datetime(),
		},
	)
	approval.flags.setdefault("bank_asked", []).append(asked.user)


def _in_step(approval: Document, step: int) -> set[str]:
	return {one.approver for one in approval.votes if cint(one.step) == cint(step)}


def _end(approval: Document, state: ApprovalState, reason: str) -> None:
	now = now_datetime()
	approval.state, approval.ended_at, approval.reason = state.value, now, reason
	for row in approval.steps:
		if row.state in (StepState.OPEN.value, StepState.WAITING.value):
			row.state = StepState.SKIPPED.value
	for row in approval.votes:
		if row.state == VoteState.OPEN.value:
			row.state = VoteState.NOT_NEEDED.value
	if approval.due_at:
		met = now <= get_datetime(approval.due_at)
		approval.clock = (DecisionClock.MET if met else DecisionClock.MISSED).value


def _store(approval: Document) -> None:
	open_votes = [row.approver for row in approval.votes if row.state == VoteState.OPEN.value]
	approval.waiting_for = telling.names(dict.fromkeys(open_votes))
	approval.flags.bank_system = True
	approval.save(ignore_permissions=True)  # requests are written here only, who may decide has been asked
	telling.asked(approval, approval.flags.pop("bank_asked", None) or [])
	telling.show(approval)


def _business(start: object, seconds: int) -> object:
	return service_plan.current().time().add(start, seconds)
