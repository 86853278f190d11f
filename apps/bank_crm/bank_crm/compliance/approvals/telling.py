"""What people are told of a request: who has to decide and why, what was decided, live on the document's form (SAL-11)."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, fmt_money

from bank_crm import notices
from bank_crm.domain.approval_enums import ApprovalState, AskedBecause, StepState, VoteState
from bank_crm.domain.approvals import Step
from bank_crm.permissions import roles
from bank_crm.speaking import listed

APPROVAL = "Bank Approval"
#: Forms of the document and of the request listen to it.
EVENT = "bank_approval"


def names(users: Iterable[str]) -> str:
	"""Return the names of people for a column of text."""
	return listed(frappe.utils.get_fullname(user) or user for user in users)


def nobody(place: int, step: Step, rule: str) -> str:
	"""Say that a step finds too few people."""
	told = _("Step {0} ({1}) of the approval rule {2} finds nobody who may decide, the applicant left out.")
	return told.format(
		place, escape_html(step.name or _(step.approver.value, context="Bank Approval Rule")), rule
	)


def asked(approval: Document, users: Iterable[str]) -> None:
	"""Tell those who have to decide now."""
	who, title = notices.person(approval.applicant), escape_html(approval.title or "")

	def say(lang: str) -> str:
		return _("{0} asks for your decision: {1}", lang=lang).format(who, title)

	notices.tell(users, say, APPROVAL, approval.name, by=approval.applicant)


def moved_on(approval: Document) -> None:
	"""Tell the applicant that a step is done."""
	done = sum(row.state == StepState.APPROVED.value for row in approval.steps)
	total, title = len(approval.steps), escape_html(approval.title or "")

	def say(lang: str) -> str:
		return _("{0}: {1} of {2} steps of the approval are done", lang=lang).format(title, done, total)

	notices.tell(_applicants(approval), say, approval.reference_doctype, approval.reference_name)


def decided(approval: Document) -> None:
	"""Tell the applicant what was decided."""
	approved, title = approval.state == ApprovalState.APPROVED.value, escape_html(approval.title or "")
	why = escape_html(approval.reason or "")

	def say(lang: str) -> str:
		if approved:
			return _("Approved: {0}", lang=lang).format(title)
		return _("Refused: {0} – {1}", lang=lang).format(title, why)

	notices.tell(_applicants(approval), say, approval.reference_doctype, approval.reference_name)


def late(approval: Document, users: Iterable[str], *, is_late: bool) -> None:
	"""Remind those who have to decide, and once it is late the applicant too."""
	title = escape_html(approval.title or "")

	def say(lang: str) -> str:
		if is_late:
			return _("The decision about {0} is late", lang=lang).format(title)
		return _("The decision about {0} will soon be due", lang=lang).format(title)

	told = {*users, *(_applicants(approval) if is_late else ())}
	notices.tell(told, say, APPROVAL, approval.name)


def stuck(approval: Document, place: int) -> None:
	"""Tell the administrators that nobody is left who may decide a step."""
	title = escape_html(approval.title or "")

	def say(lang: str) -> str:
		return _("Nobody can decide step {0} of {1}: change the rule or hand it in again", lang=lang).format(
			place, title
		)

	notices.tell(
		notices.holders([roles.ADMINISTRATOR]), say, approval.reference_doctype, approval.reference_name
	)


def show(approval: Document) -> None:
	"""Have open forms of the document and the request drawn anew, once it is stored."""
	for doctype, name in (
		(approval.reference_doctype, approval.reference_name),
		(APPROVAL, approval.name),
	):
		frappe.publish_realtime(
			EVENT, {"doctype": doctype, "name": name}, doctype=doctype, docname=name, after_commit=True
		)


def why_rule(approval: Document) -> str:
	"""Say which rule counts and why, in plain text."""
	rule = frappe.db.get_value(
		"Bank Approval Rule",
		approval.rule,
		("rule_name", "subject_type", "amount_from", "amount_to", "branch", "product"),
		as_dict=True,
	)
	if rule is None:
		return _("The rule this follows is gone; its steps are kept here.")
	conditions = [
		_(rule.subject_type) if rule.subject_type else "",
		_("from {0}").format(_money(rule.amount_from)) if rule.amount_from else "",
		_("below {0}").format(_money(rule.amount_to)) if rule.amount_to else "",
		frappe.db.get_value("Bank Branch", rule.branch, "branch_name") if rule.branch else "",
		frappe.db.get_value("Bank Product", rule.product, "product_name") if rule.product else "",
	]
	told = listed(filter(None, conditions)) or _("everything of its kind")
	return _("The rule “{0}” counts: {1}.").format(rule.rule_name, told)


def why(approval: Document, row: Document) -> str:
	"""Say why a decision is with somebody, in plain text (SAL-11: “why is it with X?”)."""
	step = approval.steps[cint(row.step) - 1]
	said = frappe.parse_json(step.definition)
	who, other = names([row.approver]), names([row.instead_of]) if row.instead_of else ""
	person, wanted = names([approval.person]), said["who"] or "-"
	told = {
		AskedBecause.SUPERIOR.value: _("It is with {0}, the superior of {1}.").format(who, person),
		AskedBecause.ROLE.value: _(
			"It is with {0}, who has the role {1} nearest to the branch and least to decide."
		).format(who, _(wanted)),
		AskedBecause.POST.value: _("It is with {0}, whose post is {1}.").format(who, wanted),
		AskedBecause.BRANCH_LEVEL.value: _("It is with {0}, who leads the {1} above it.").format(
			who, _(wanted)
		),
		AskedBecause.PERSON.value: _("It is with {0}, whom the rule names.").format(who),
		AskedBecause.SUBSTITUTE.value: _(
			"It is with {0}, the rule's substitute: nobody else was there."
		).format(who),
		AskedBecause.DELEGATION.value: _("It is with {0}, who decides for {1} at the moment.").format(
			who, other
		),
		AskedBecause.ABSENCE.value: _("It is with {0}, who stands in for {1}.").format(who, other),
		AskedBecause.ESCALATION.value: _("It is with {0}, since {1} did not decide in time.").format(
			who, other
		),
	}[row.because]
	agree = _("{0} of {1} must agree.").format(
		step.quorum,
		sum(
			cint(one.step) == cint(row.step) and one.state != VoteState.REPLACED.value
			for one in approval.votes
		),
	)
	return f"{told} {agree}" if cint(step.quorum) > 1 else told


def _applicants(approval: Document) -> set[str]:
	return {approval.applicant, approval.person}


def _money(amount: float) -> str:
	return fmt_money(amount, precision=0, currency=frappe.db.get_default("currency"))
