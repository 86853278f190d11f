"""Feedback about the system: what a new one needs, what its steps set off, and the measure it leads to (UX-07)."""

from __future__ import annotations

from pathlib import PurePosixPath

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm import notices
from bank_crm.customer import checks
from bank_crm.domain import feedback, screens
from bank_crm.domain.feedback_enums import FeedbackState as State
from bank_crm.domain.intake_enums import ImprovementOrigin
from bank_crm.permissions import limits, roles
from bank_crm.service.feedback.rows import FEEDBACK
from bank_crm.service.improvements import actions as improvements

#: What one person may send within an hour.
MOST_AN_HOUR = 20
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
SENT = ("kind", "text", "route", "screenshot", "sent_by")


def prepare(doc: Document) -> None:
	"""Give a new one its sender and first state, whatever was sent along (`before_insert`)."""
	limits.count("feedback", MOST_AN_HOUR)
	doc.sent_by = frappe.session.user
	doc.state = State.NEW.value
	doc.answer = doc.answered_by = doc.answered_on = doc.improvement = None


def check(doc: Document) -> None:
	"""Refuse empty words, another's picture and impossible steps; fill in what follows (`validate`)."""
	if not (doc.text or "").strip():
		checks.refuse(doc, "text", _("say what it is about."))
	doc.subject = feedback.subject_of(doc.text)
	doc.screen = screens.screen_of(doc.route or "") or None
	before = doc.get_doc_before_save()
	if not before:
		_check_picture(doc)
		return
	for field in SENT:
		doc.set(field, before.get(field))  # what was sent stays as it was sent
	_check_step(doc, before)


def _check_step(doc: Document, before: Document) -> None:
	answer, was = doc.answer or "", State(before.state)
	step = feedback.step(was, State(doc.state), answer_before=before.answer or "", answer=answer)
	if step is None:
		checks.refuse(doc, "state", _("this state does not follow from the former one."))
	doc.state = step.state.value
	if step.state is State.ANSWERED and not answer.strip():
		checks.refuse(doc, "answer", _("say what is answered."))
	if step.tells:
		doc.answered_by, doc.answered_on = frappe.session.user, now_datetime()
	doc.flags.tells_answer = step.tells
	doc.flags.tells_end = step.state is State.CLOSED and was is not State.CLOSED


def announce(doc: Document) -> None:
	"""Tell those who answer that something has come (`after_insert`)."""
	subject = frappe.utils.escape_html(doc.subject)
	sender = notices.person(doc.sent_by)
	told = set(notices.holders([roles.ADMINISTRATOR])) - {doc.sent_by}
	notices.tell(
		told, lambda lang: _("{0} sent feedback: {1}", lang).format(sender, subject), FEEDBACK, doc.name
	)


def tell_sender(doc: Document) -> None:
	"""Put the answer, or the end without one, before whoever sent it (`on_update`)."""
	subject = frappe.utils.escape_html(doc.subject)
	answer = frappe.utils.escape_html(doc.answer) if doc.flags.tells_answer else ""

	def say(lang: str) -> str:
		if answer:
			return _("Your feedback has been answered: {0}", lang).format(subject)
		return _("Your feedback has been closed: {0}", lang).format(subject)

	if answer or doc.flags.tells_end:
		notices.tell([doc.sent_by], say, FEEDBACK, doc.name, content=answer)
	doc.flags.tells_answer = doc.flags.tells_end = False


def open_improvement(doc: Document) -> str:
	"""Make the measure a word leads to, once; returns its name."""
	frappe.db.get_value(FEEDBACK, doc.name, "name", for_update=True)
	doc.reload()
	if doc.improvement:
		return str(doc.improvement)
	finding = improvements.Finding(
		origin=ImprovementOrigin.SUGGESTION,
		subject=doc.subject,
		responsible=frappe.session.user,
		source=(FEEDBACK, str(doc.name)),
		description=doc.text,
	)
	doc.improvement = improvements.open_new(finding)
	if doc.state == State.NEW.value:
		doc.state = State.IN_PROGRESS.value
	doc.save()
	return str(doc.improvement)


def _check_picture(doc: Document) -> None:
	"""A picture is a private one the sender has uploaded: the address of a file opens nobody else's."""
	if not doc.screenshot:
		return
	file = frappe.db.get_value(
		"File",
		{"file_url": doc.screenshot, "owner": frappe.session.user},
		["name", "is_private"],
		as_dict=True,
	)
	if not file or not file.is_private:
		checks.refuse(doc, "screenshot", _("upload the picture here."))
	if PurePosixPath(doc.screenshot).suffix.lower() not in PICTURES:
		checks.refuse(doc, "screenshot", _("a picture in PNG, JPEG or WebP is needed."))
