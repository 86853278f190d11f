"""Measures that better the service: opened from ratings, suggestions, reviews; done, and verified by another (SVC-12, SVC-18, SUR-06)."""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, now_datetime, today

from bank_crm import notices
from bank_crm.customer import checks, settings
from bank_crm.domain.intake_enums import ImprovementOrigin
from bank_crm.domain.intake_enums import ImprovementState as State

IMPROVEMENT = "Bank Improvement"
WORKING = (State.OPEN.value, State.IN_PROGRESS.value)
LONGEST_SUBJECT, LONGEST_TEXT = 140, 2_000


@dataclass(frozen=True, slots=True)
class Finding:
	"""What a measure is to mend; `source` is the document it comes from.

	`repeats` says that the source finds the same subject again and again, as the answers to a survey do.
	"""

	origin: ImprovementOrigin
	subject: str
	responsible: str
	source: tuple[str, str]
	description: str = ""
	cause: str | None = None
	product: str | None = None
	branch: str | None = None
	due_days: int | None = None
	repeats: bool = False


def open_or_join(finding: Finding) -> str:
	"""Return the measure that is being worked on for the same thing, or a new one.

	Ten bad ratings for one cause in one branch are one thing to mend, and so are a hundred like answers to a survey.
	Without a cause each other finding is a measure of its own until somebody has found out.
	"""
	alike = _alike(finding)
	known = alike and frappe.get_all(
		IMPROVEMENT,
		filters={**alike, "state": ("in", WORKING), "origin": finding.origin.value},
		pluck="name",
		order_by="creation asc",
		limit=1,
	)
	if not known:
		return open_new(finding)
	if finding.cause:
		frappe.get_doc(IMPROVEMENT, known[0]).add_comment(
			"Info", frappe.utils.escape_html(_("Also found: {0}").format(finding.subject))
		)
	return known[0]


def open_new(finding: Finding) -> str:
	"""Open a measure with somebody responsible and a day, and tell who that is; returns its name."""
	days = settings.number("improvement_days") if finding.due_days is None else finding.due_days
	doc = frappe.get_doc(
		{
			"doctype": IMPROVEMENT,
			"subject": _subject(finding),
			"origin": finding.origin.value,
			"cause": finding.cause,
			"product": finding.product,
			"branch": finding.branch,
			"description": finding.description[:LONGEST_TEXT],
			"responsible": finding.responsible,
			"due_on": add_days(today(), days),
			"state": State.OPEN.value,
			"reference_doctype": finding.source[0],
			"reference_name": finding.source[1],
		}
	)
	doc.insert(ignore_permissions=True)  # the caller has decided; whoever caused it may have no role at all
	notices.tell([doc.responsible], _say(doc.subject), IMPROVEMENT, doc.name)
	return str(doc.name)


def _alike(finding: Finding) -> dict[str, object]:
	"""The columns a measure for the same thing has in common with this one; empty where nothing says so."""
	if finding.cause:
		return {"cause": finding.cause, "branch": finding.branch or ("is", "not set")}
	if finding.repeats:
		doctype, name = finding.source
		return {"reference_doctype": doctype, "reference_name": name, "subject": _subject(finding)}
	return {}


def _subject(finding: Finding) -> str:
	return finding.subject[:LONGEST_SUBJECT]


def add_cause(name: str | None, cause: str | None, words: str) -> None:
	"""Let a measure opened before the cause was known learn it; what people wrote stays."""
	if not name:
		return
	known = frappe.db.get_value(IMPROVEMENT, name, ["cause", "description", "state"], as_dict=True)
	if not known or known.state not in WORKING:
		return
	doc = frappe.get_doc(IMPROVEMENT, name)
	doc.cause = known.cause or cause
	if words and not known.description:
		doc.description = words[:LONGEST_TEXT]
	doc.save(ignore_permissions=True)  # follows from the trace or the customer's words


def check(doc: Document) -> None:
	"""Refuse a step without what it stands for, and stamp it (`validate`)."""
	before = doc.get_doc_before_save()
	was = before.state if before else None
	if doc.state in (State.DONE.value, State.VERIFIED.value):
		if not (doc.measure or "").strip():
			checks.refuse(doc, "measure", _("say what was done."))
		if not (doc.result or "").strip():
			checks.refuse(doc, "result", _("say what it has changed."))
	if doc.state == State.DROPPED.value and not (doc.result or "").strip():
		checks.refuse(doc, "result", _("say why it was dropped."))
	if doc.state == State.VERIFIED.value and was != State.VERIFIED.value:
		if was != State.DONE.value:
			checks.refuse(doc, "state", _("only what is done can be verified."))
		if frappe.session.user == doc.responsible:
			checks.refuse(doc, "state", _("somebody else than the person responsible verifies."))
		doc.verified_by, doc.verified_on = frappe.session.user, now_datetime()
	if doc.state in WORKING:
		doc.done_on = doc.verified_by = doc.verified_on = None
	elif doc.state == State.DONE.value and was != State.DONE.value:
		doc.done_on, doc.verified_by, doc.verified_on = now_datetime(), None, None


def _say(subject: str) -> notices.Say:
	return lambda lang: _("You are responsible for an improvement: {0}", lang).format(
		frappe.utils.escape_html(subject)
	)
