"""What a complaint goes through: each step is judged here, whatever the workflow offers (SVC-11).

The workflow may be edited by the bank; it may forbid more than this, never allow more.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, get_datetime, getdate, now_datetime, strip_html, today

from bank_crm.compliance.access import superiors
from bank_crm.customer import checks
from bank_crm.domain import complaint_clock
from bank_crm.domain.complaint_enums import ComplaintState, Complexity, ExtensionDecision
from bank_crm.permissions import roles
from bank_crm.service.complaints import conflicts, rectifying, terms

_RECEIVED, _INQUIRY, _ASKED, _EXTENDED, _REPLIED, _CLOSED, _WITHDRAWN = ComplaintState.values()
#: Written by the steps alone.
WRITTEN = (
	"work_order",
	"subject",
	"customer",
	"branch",
	"received_on",
	"due_on",
	"on_time",
	"extension_asked_by",
	"extension_asked_on",
	"extension_decision",
	"extension_decided_by",
	"extension_decided_on",
	"replied_on",
	"compensation_approved_by",
	"compensation_approved_on",
	"informed_user",
	"closed_on",
	"keep_until",
	"improvement",
	"rectified_on",
)
#: What may still be written down when a complaint is over.
AFTERWARDS = ("rectification", *rectifying.SHOWN, "improvement")
#: No step leads from these.
OVER = (_CLOSED, _WITHDRAWN)
_NEEDED_TO_BEGIN = ("category", "reason", "investigator")
_NEEDED_TO_REPLY = ("findings", "cause", "outcome", "reply")
_NEEDED_TO_CLOSE = ("informed_by", "informed_on", "customer_accepts")
#: What a complaint must not change into by itself.
STEPS = {
	_RECEIVED: (_INQUIRY, _WITHDRAWN),
	_INQUIRY: (_ASKED, _REPLIED, _WITHDRAWN),
	_ASKED: (_EXTENDED, _INQUIRY),
	_EXTENDED: (_REPLIED, _WITHDRAWN),
	_REPLIED: (_INQUIRY, _CLOSED),
}


def keep_written(complaint: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate`)."""
	if complaint.flags.bank_system:
		return
	before = complaint.get_doc_before_save()
	if before is not None:
		shown = rectifying.SHOWN if before.improvement else ()
		for field in (*WRITTEN, *shown):
			complaint.set(field, before.get(field))


def check(complaint: Document) -> None:
	"""Judge what a save says and the step it takes, and set the day (`validate`)."""
	before = complaint.get_doc_before_save()
	was = before.state if before else None
	if before and was in OVER:
		_refuse_changes(complaint, before)
		return
	about = [row.user for row in complaint.respondents]
	if not complaint.flags.bank_system:
		conflicts.refuse(frappe.session.user, about)
	conflicts.refuse(complaint.investigator, about)
	_check_people(complaint)
	_check_compensation(complaint, before)
	if before and complaint.state != was:
		_step(complaint, str(was), complaint.state)
	set_day(complaint)


def set_day(complaint: Document) -> None:
	"""Set the last day for the reply, and how the complaint stands to it."""
	extended = complaint.extension_decision == ExtensionDecision.APPROVED.value
	due = complaint_clock.last_day(
		get_datetime(complaint.received_on),
		Complexity(complaint.complexity),
		extended=extended,
		terms=terms.terms(),
	)
	replied = getdate(complaint.replied_on) if complaint.replied_on else None
	complaint.due_on = due
	if complaint.state == _WITHDRAWN:
		complaint.on_time = ""
		return
	complaint.on_time = complaint_clock.judge(
		due, getdate(today()), replied, soon_days=terms.warn_days()
	).value


def _step(complaint: Document, was: str, state: str) -> None:
	if was in STEPS and state in ComplaintState.values() and state not in STEPS[was]:
		frappe.throw(_("This step is not possible."), title=_("Not Possible"))
	if state == _INQUIRY and was == _RECEIVED:
		complaint.investigator = complaint.investigator or frappe.session.user
		_require(complaint, _NEEDED_TO_BEGIN)
	elif state == _ASKED:
		_ask_for_time(complaint)
	elif was == _ASKED:
		_decide_time(complaint, approved=state == _EXTENDED)
	elif state == _REPLIED:
		_reply(complaint)
	elif was == _REPLIED and state == _INQUIRY:
		complaint.replied_on = None
	elif state == _CLOSED:
		_close(complaint)
	elif state == _WITHDRAWN:
		_require_role(roles.BRANCH_MANAGER, roles.COMPLIANCE_OFFICER)
		_end(complaint)


def _ask_for_time(complaint: Document) -> None:
	_require(complaint, ("extension_reason",))
	if complaint.extension_decision == ExtensionDecision.APPROVED.value:
		checks.refuse(complaint, "extension_reason", _("the time was extended already."))
	if not complaint_clock.may_ask_for_extension(
		getdate(today()), getdate(complaint.received_on), Complexity(complaint.complexity), terms.terms()
	):
		checks.refuse(complaint, "extension_reason", _("only complex complaints, before their time is over."))
	complaint.extension_asked_by, complaint.extension_asked_on = frappe.session.user, now_datetime()
	complaint.extension_decision = complaint.extension_decided_by = complaint.extension_decided_on = None


def _decide_time(complaint: Document, *, approved: bool) -> None:
	"""The next higher office decides: compliance, or a manager above whoever asked, never who asked."""
	user = frappe.session.user
	if not may_decide(user, str(complaint.extension_asked_by)):
		frappe.throw(_("The next higher office decides about more time."), frappe.PermissionError)
	decision = ExtensionDecision.APPROVED if approved else ExtensionDecision.REFUSED
	complaint.extension_decision = decision.value
	complaint.extension_decided_by, complaint.extension_decided_on = user, now_datetime()


def may_decide(user: str, asked_by: str) -> bool:
	"""Tell whether `user` may decide about more time or compensation that `asked_by` asks for."""
	if user == asked_by:
		return False
	if user == "Administrator" or roles.has_any(user, (roles.COMPLIANCE_OFFICER,)):
		return True
	return superiors.is_superior(user, asked_by)


def _reply(complaint: Document) -> None:
	_require(complaint, _NEEDED_TO_REPLY)
	if not strip_html(complaint.reply or "").strip():
		checks.refuse(complaint, "reply", _("is mandatory."))
	if complaint.extension_decision == ExtensionDecision.APPROVED.value:
		_require(complaint, ("extension_told_on",))
	if needs_approval(complaint):
		checks.refuse(complaint, "compensation_amount", _("somebody else has to approve it first."))
	complaint.replied_on = now_datetime()


def _close(complaint: Document) -> None:
	_require(complaint, _NEEDED_TO_CLOSE)
	informed = get_datetime(complaint.informed_on)
	if informed > now_datetime():
		checks.refuse(complaint, "informed_on", _("lies in the future."))
	if informed < get_datetime(complaint.replied_on).replace(microsecond=0):
		checks.refuse(complaint, "informed_on", _("lies before the reply."))
	complaint.informed_user = frappe.session.user
	_end(complaint)


def _end(complaint: Document) -> None:
	complaint.closed_on = now_datetime()
	complaint.keep_until = complaint_clock.keep_until(getdate(today()), terms.keep_years())


def needs_approval(complaint: Document) -> bool:
	"""Tell whether somebody else has to approve the compensation first."""
	above = flt(complaint.compensation_amount) > terms.compensation_limit()
	return bool(complaint.compensation) and above and not complaint.compensation_approved_by


def _check_compensation(complaint: Document, before: Document | None) -> None:
	checks.check_amounts(complaint, "compensation_amount", "amount_claimed")
	if flt(complaint.compensation_amount) < 0 or flt(complaint.amount_claimed) < 0:
		field = "compensation_amount" if flt(complaint.compensation_amount) < 0 else "amount_claimed"
		checks.refuse(complaint, field, _("must not be negative."))
	if not complaint.compensation:
		complaint.compensation_amount = 0
	same = ("compensation", "compensation_amount")
	if before and any(str(complaint.get(name) or "") != str(before.get(name) or "") for name in same):
		complaint.compensation_approved_by = complaint.compensation_approved_on = None


def _check_people(complaint: Document) -> None:
	if not complaint.is_group:
		complaint.people_count = 1
		complaint.set("representatives", [])
		return
	if complaint.people_count < complaint_clock.FEWEST_PEOPLE_OF_A_GROUP:
		checks.refuse(complaint, "people_count", _("a group has at least two."))
	most = min(complaint_clock.MOST_REPRESENTATIVES, complaint.people_count)
	if not 1 <= len(complaint.representatives) <= most:
		checks.refuse(
			complaint, "representatives", _("a group speaks through one to {0} people.").format(most)
		)
	complaint.part_of = None


def _require(complaint: Document, fields: tuple[str, ...]) -> None:
	for field in fields:
		if not complaint.get(field):
			checks.refuse(complaint, field, _("is mandatory."))


def _require_role(*wanted: str) -> None:
	if frappe.session.user != "Administrator" and not roles.has_any(frappe.session.user, wanted):
		frappe.throw(_("This step is not yours."), frappe.PermissionError)


def _refuse_changes(complaint: Document, before: Document) -> None:
	"""A complaint that is over is a file; only its rectification goes on."""
	for field in complaint.meta.get_valid_columns():
		if field in AFTERWARDS or field in (
			"modified",
			"modified_by",
			"_user_tags",
			"_comments",
			"_assign",
			"_seen",
		):
			continue
		if str(complaint.get(field) or "") != str(before.get(field) or ""):
			frappe.throw(_("A closed complaint is not changed any more."), title=_("Not Possible"))
