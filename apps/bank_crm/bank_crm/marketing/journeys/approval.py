"""A journey that reaches customers starts with a second pair of eyes (MKT-14, MKT-21).

What is approved is what customers would get and who would get it – steps, texts of the templates, event, goal – as a
fingerprint: a paused journey that nobody changed goes on, a changed one, or one whose template was edited, is approved
again. Where a rule of the approval matrix fits, its people decide, otherwise another marketing officer.
"""

from __future__ import annotations

import hashlib
import json

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.approvals import documents, requests
from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.customer import checks
from bank_crm.domain.journey_enums import JourneyState as State
from bank_crm.domain.journey_enums import Trigger
from bank_crm.marketing.journeys import actions, definition
from bank_crm.marketing.journeys.definition import JOURNEY
from bank_crm.permissions import roles
from bank_crm.speaking import listed

APPROVERS = (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)
_MOST_NAMES = 8


def is_needed(journey: Document) -> bool:
	"""Whether starting the journey would reach customers in a way nobody has approved."""
	if not reaches(journey):
		return False
	return not journey.approved_digest or journey.approved_digest != digest(journey)


def reaches(journey: Document) -> bool:
	"""Whether a step of the journey contacts customers or gives them something."""
	known = actions.available()
	return any(step.kind in known and known[step.kind].reaches for step in definition.of(journey).steps)


def digest(journey: Document) -> str:
	"""Return the fingerprint of what customers get and of who gets it; "" while a step lacks what it needs."""
	try:
		content = definition.content_of(journey)
	except (KeyError, frappe.DoesNotExistError):  # no template named, or none of that name
		frappe.clear_messages()
		return ""
	entry = {name: journey.get(name) or None for name in definition.ENTRY}
	text = json.dumps([content, entry], sort_keys=True, default=str)
	return hashlib.sha256(text.encode()).hexdigest()


def check(journey: Document, before: State, after: State) -> None:
	"""Refuse a step nobody else has looked at, or that is somebody else's (`validate`)."""
	user = frappe.session.user
	if after is State.PENDING:
		journey.submitted_by, journey.approved_by = user, None
	elif before is State.PENDING and journey.approval and not journey.flags.bank_matrix:
		if after is State.APPROVED or user not in (*_own(journey), "Administrator"):
			frappe.throw(_("This is decided by the approval matrix."), frappe.PermissionError)
	if after is State.APPROVED:
		if user in _own(journey):
			frappe.throw(_("Nobody approves a journey of his or her own."), frappe.PermissionError)
		if not journey.flags.bank_matrix and not _may_approve(user):
			frappe.throw(_("Only marketing approves journeys."), frappe.PermissionError)
		journey.approved_by, journey.approved_digest = user, digest(journey)
	if after is State.RUNNING:
		_check_start(journey, before, user)


def follow(journey: Document, before: State, after: State) -> None:
	"""Ask the matrix when a journey is handed in, and take the request back with it (`on_update`)."""
	asked = journey.approval
	if after is State.PENDING:
		approval = requests.start(journey)
		asked = approval.name if approval else None
	elif before is State.PENDING and after in (State.DRAFT, State.PAUSED):
		if asked and not journey.flags.bank_matrix:
			requests.withdraw(journey)
		asked = None
	if asked != journey.approval:
		journey.db_set("approval", asked, update_modified=False)


def before_handing_in(journey: Document) -> State:
	"""Return the state a journey goes back to that is not approved."""
	return State.PAUSED if journey.started_at else State.DRAFT


def note(journey: Document) -> str:
	"""Say what the form's reader has to know about approval; "" where nothing has to be approved. Plain text."""
	state = State(journey.state)
	if state is State.APPROVED:
		name = frappe.utils.get_fullname(journey.approved_by)
		return _("Approved by {0}, who does not start it.").format(name)
	if state is State.PENDING:
		return (
			""
			if journey.approval
			else _("Waits for approval. It can be approved by: {0}").format(_names(journey))
		)
	if state not in (State.DRAFT, State.PAUSED) or not is_needed(journey):
		return ""
	told = _("This journey reaches customers, so somebody else approves it before it starts.")
	if requests.has_rule(journey):
		return told + " " + _("The approval matrix decides who.")
	return told + " " + _("It can be approved by: {0}").format(_names(journey))


def _check_start(journey: Document, before: State, user: str) -> None:
	if before is State.APPROVED and user == journey.approved_by:
		frappe.throw(_("Whoever has approved a journey does not start it."), frappe.PermissionError)
	if not is_needed(journey):
		return
	if before is State.APPROVED:
		told = _("a text or an action has changed since it was approved. Take it back and hand it in again.")
	else:
		told = _("this journey reaches customers. Submit it for approval first.")
	checks.refuse(journey, "state", told)


def _own(journey: Document) -> tuple[str | None, ...]:
	return (journey.owner, journey.owner_user, journey.submitted_by)


def _may_approve(user: str) -> bool:
	return user == "Administrator" or roles.has_any(user, APPROVERS)


def _names(journey: Document) -> str:
	"""The colleagues who may approve it in the workflow."""
	role, user = frappe.qb.DocType("Has Role"), frappe.qb.DocType("User")
	query = (
		frappe.qb.from_(user).inner_join(role).on((role.parent == user.name) & (role.parenttype == "User"))
	)
	query = query.where((user.enabled == 1) & role.role.isin(APPROVERS))
	own = {*_own(journey), "Administrator"}
	if journey.state in (State.DRAFT.value, State.PAUSED.value):
		own.add(frappe.session.user)
	query = query.where(user.name.notin([name for name in own if name]))
	names = query.select(user.full_name).distinct().orderby(user.full_name).limit(_MOST_NAMES).run(pluck=True)
	return listed(names) or _("nobody – another person needs the role of marketing")


def _facts(journey: Document) -> Facts:
	return Facts(title=journey.journey_name, person=journey.owner_user, type=journey.trigger)


def _decided(name: str, approved: bool, reason: str) -> None:
	started = frappe.db.get_value(JOURNEY, name, "started_at")
	back = State.PAUSED if started else State.DRAFT
	documents.take_on(JOURNEY, name, (State.APPROVED if approved else back).value, reason)


def _types() -> list[tuple[str, str]]:
	return [(value, _(value, context=JOURNEY)) for value in Trigger.values()]


SUBJECT = Subject(JOURNEY, _facts, _decided, _types)
