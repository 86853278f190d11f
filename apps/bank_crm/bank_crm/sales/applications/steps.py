"""Applications: completed, handed in, decided by the matrix, handed over (SAL-11; scenario 22)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, now_datetime

from bank_crm.compliance.approvals import documents
from bank_crm.compliance.approvals.subjects import Facts, Subject
from bank_crm.customer import checks
from bank_crm.domain import contracts as rules
from bank_crm.domain.contract_enums import ApplicationState as State
from bank_crm.domain.contract_enums import ApplicationType
from bank_crm.sales import deals
from bank_crm.speaking import bank_language

APPLICATION, OPPORTUNITY, CONTRACT = "Bank Application", "Bank Opportunity", "Bank Contract"
WRITTEN = (
	"approval",
	"received_on",
	"decided_on",
	"decision_note",
	"handed_over_by",
	"handed_over_on",
	"origin_key",
)
#: What is decided about: changed only while it is received.
ASKED = (
	"application_type",
	"customer",
	"opportunity",
	"amount",
	"product",
	"term_months",
	"purpose",
	"collateral",
	"branch",
	"title",
)
MOST_MONTHS = 600
#: What a product line is applied for as.
OF_LINE = {
	"Loan": ApplicationType.PERSONAL_LOAN.value,
	"Credit Card": ApplicationType.CREDIT_CARD.value,
}


def fill(application: Document) -> None:
	"""Complete a new application (`before_insert`)."""
	deals.fill(application, "salesperson")
	application.received_on = now_datetime()
	if not application.flags.bank_system:
		application.state = State.RECEIVED.value


def keep_written(application: Document) -> None:
	"""Put back what was sent along but is not for typing (`before_validate`)."""
	if application.flags.bank_system:
		return
	before = application.get_doc_before_save()
	for field in WRITTEN:
		if before or field != "received_on":
			application.set(field, before.get(field) if before else None)


def check(application: Document) -> None:
	"""Refuse what does not fit together, and steps that are none or the matrix's (`validate`)."""
	checks.empty_to_null(application, "origin_key", "opportunity", "product", "branch")
	before = application.get_doc_before_save()
	deals.check_person(application, "salesperson", before)
	deals.check_same_customer(application, "opportunity")
	checks.check_amounts(application, "amount")
	if flt(application.amount) <= 0:
		checks.refuse(application, "amount", _("must be above 0."))
	if not 0 <= (application.term_months or 0) <= MOST_MONTHS:
		checks.refuse(application, "term_months", _("at most {0}.").format(MOST_MONTHS))
	if not application.title:
		application.title = deals.title(application, _type(application))
	if before is None:
		if application.state != State.RECEIVED.value:
			checks.refuse(application, "state", _("an application begins as received."))
		return
	was, state = State(before.state), State(application.state)
	if was is not State.RECEIVED:
		_check_unchanged(application, before)
	if state is not was:
		_step(application, was, state)


def follow(application: Document) -> None:
	"""Do what a step means, in the transaction that stores it (`on_update`)."""
	no_rule = _("No approval rule fits this application: the administrator has to add one.")
	documents.follow(application, State.IN_APPROVAL.value, no_rule)


def decided(name: str, approved: bool, reason: str) -> None:
	"""Take an application on as the matrix has decided, with the reasons."""
	state = (State.APPROVED if approved else State.REFUSED).value
	documents.take_on(APPLICATION, name, state, decided_on=now_datetime(), decision_note=reason or None)


def from_opportunity(opportunity: Document) -> Document:
	"""Make the application of an opportunity, or return the one that is still open (SAL-11)."""
	opportunity.check_permission("read")
	frappe.has_permission(APPLICATION, "create", throw=True)
	frappe.db.get_value(OPPORTUNITY, opportunity.name, "name", for_update=True)
	opened = {
		"opportunity": opportunity.name,
		"state": ("in", [each.value for each in rules.OPEN_APPLICATIONS]),
	}
	if known := frappe.db.get_value(APPLICATION, opened, "name"):
		return frappe.get_doc(APPLICATION, known)
	if flt(opportunity.amount) <= 0:
		frappe.throw(
			_("{0}: is needed for an application.").format(frappe.bold(_("Amount"))), title=_("Not Possible")
		)
	values = {
		"application_type": OF_LINE.get(opportunity.product_category, ApplicationType.OTHER.value),
		"opportunity": opportunity.name,
		"salesperson": opportunity.salesperson,
		"purpose": opportunity.description,
		**_of(opportunity),
	}
	return frappe.get_doc({"doctype": APPLICATION, **values}).insert()


def contract_of(application: Document) -> dict[str, Any]:
	"""Return what a contract begins with that follows from an approved application."""
	application.check_permission("read")
	if application.state not in (State.APPROVED.value, State.HANDED_OVER.value):
		frappe.throw(_("A contract is made of an approved application."), title=_("Not Possible"))
	return {
		"application": application.name,
		"opportunity": application.opportunity,
		"responsible": application.salesperson,
		**_of(application),
	}


def facts(application: Document) -> Facts:
	"""Return what the rules of the matrix look at."""
	return deals.facts(application, application.salesperson, application.application_type, _type(application))


def types() -> list[tuple[str, str]]:
	"""Return the types a rule may name."""
	return [(value, _(value, context=APPLICATION)) for value in ApplicationType.values()]


def may_go(application: Document) -> bool:
	"""Tell whether an application may be deleted: only if nobody was asked to approve it."""
	return application.state in (State.RECEIVED.value, State.WITHDRAWN.value) and not application.approval


def keep(application: Document) -> None:
	"""Refuse to delete what was handed in (`on_trash`)."""
	if not may_go(application):
		frappe.throw(_("What was handed in for approval is not deleted."), title=_("Not Possible"))


def _of(doc: Document) -> dict[str, Any]:
	return {field: doc.get(field) for field in ("customer", "amount", "product", "branch")}


def _step(application: Document, was: State, state: State) -> None:
	if state not in rules.APPLICATION_STEPS[was]:
		told = _("{0} does not follow {1}.")
		checks.refuse(application, "state", told.format(_say(state), _say(was)))
	if (was.value, state.value) in rules.BY_MATRIX and not application.flags.bank_matrix:
		frappe.throw(_("This is decided by the approval matrix."), frappe.PermissionError)
	if state is State.IN_APPROVAL and not (application.salesperson and application.branch):
		field = "branch" if application.salesperson else "salesperson"
		checks.refuse(application, field, _("is needed for approval."))
	if state is State.HANDED_OVER:
		if not (application.handed_over_to or "").strip():
			checks.refuse(application, "handed_over_to", _("say who takes it over."))
		application.handed_over_by, application.handed_over_on = frappe.session.user, now_datetime()
	if state is State.RECEIVED:
		application.decided_on = application.decision_note = None


def _check_unchanged(application: Document, before: Document) -> None:
	for field in ASKED:
		df = application.meta.get_field(field)
		now, then = application.get(field), before.get(field)
		same = flt(now) == flt(then) if df.fieldtype in ("Currency", "Int") else (now or "") == (then or "")
		if not same:
			checks.refuse(application, field, _("was handed in for approval like this; take it back first."))


def _type(application: Document) -> str:
	"""The type as titles say it, in the bank's language whoever writes them."""
	return _(application.application_type, bank_language(), APPLICATION)


def _say(state: State) -> str:
	return _(state.value, context=APPLICATION)


SUBJECT = Subject(APPLICATION, facts, decided, types)
