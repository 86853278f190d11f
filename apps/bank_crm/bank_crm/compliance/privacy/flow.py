"""What a data request goes through, whatever workflow a bank draws around it (SEC-17, RSK-08).

Nobody decides about a request he or she took down, nothing is decided before the identity was checked, and what is
asked for does not change once it was submitted.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, getdate, now_datetime

from bank_crm import notices
from bank_crm.compliance import deciding, operation_log
from bank_crm.compliance.free_text import known
from bank_crm.compliance.privacy import erasing
from bank_crm.compliance.privacy.fields import is_sealed
from bank_crm.customer import checks, settings
from bank_crm.domain.compliance_enums import Operation, OperationOutcome
from bank_crm.domain.privacy_enums import CorrectionOutcome, DataRequestState, DataRequestType
from bank_crm.domain.quiet_text import quieten
from bank_crm.jobs import enqueue_once
from bank_crm.permissions import roles

REQUEST = "Bank Data Request"
ITEM = "Bank Data Request Item"
FOLDER = "bank_data_packages"
#: Event of a request's room: how far carrying it out is.
PROGRESS = "bank_data_request_progress"
DECIDING = (roles.COMPLIANCE_OFFICER,)
#: Fixed once it was submitted.
WISH = (
	"customer",
	"request_type",
	"wish",
	"received_on",
	"received_through",
	"asked_by",
	"representative",
	"identity_checked",
	"proof",
)
#: What only the app writes.
KEPT = (
	"applicant",
	"due_on",
	"decided_by",
	"decided_at",
	"kept_rows",
	"done_rows",
	"done_at",
	"file_hash",
	"file_size",
	"expires_at",
	"downloaded_at",
	"failure",
	"reminded_on",
)
OVER = (DataRequestState.DONE.value, DataRequestState.CLOSED.value, DataRequestState.REJECTED.value)
_BY_HAND = {
	(DataRequestState.DRAFT.value, DataRequestState.WAITING.value),
	(DataRequestState.WAITING.value, DataRequestState.DRAFT.value),
	(DataRequestState.WAITING.value, DataRequestState.APPROVED.value),
	(DataRequestState.WAITING.value, DataRequestState.REJECTED.value),
}


def apply(request: Document) -> None:
	"""Check one save and do what its change of state asks for (called from the document's validate)."""
	before = request.get_doc_before_save()
	if before is None:
		_begin(request)
		return
	request.update({field: before.get(field) for field in KEPT})
	request.set("items", before.items)
	old, new = before.status, request.status
	if old in OVER:
		deciding.refuse(_("This request is over. Take down a new one."))
	if old == DataRequestState.DRAFT.value:
		_require_applicant(request)
		_check_wish(request)
	else:
		_keep_wish(request, before)
	if not deciding.may_decide(request, DECIDING):
		request.decision_note, request.complete_values = before.decision_note, before.complete_values
	if new != old:
		_move(request, old, new)


def after_save(request: Document) -> None:
	"""Tell who has to know of a step and start what follows from it (called from the document's on_update)."""
	before = request.get_doc_before_save()
	if before is None or before.status == request.status:
		return
	if request.status == DataRequestState.WAITING.value:
		log(request, _("submitted"))
		tell_compliance(
			request,
			lambda lang: _("Data request {0} waits for your decision.", lang=lang).format(request.name),
		)
	elif request.status == DataRequestState.APPROVED.value:
		log(request, _("approved"))
		if request.request_type == DataRequestType.CORRECTION.value:
			tell_applicant(
				request,
				lambda lang: _("Data request {0} is approved: correct the data now.", lang=lang).format(
					request.name
				),
			)
		else:
			queue(request.name)
	elif request.status == DataRequestState.REJECTED.value:
		log(request, request.decision_note or "", OperationOutcome.REFUSED)
		tell_applicant(
			request, lambda lang: _("Data request {0} was turned down.", lang=lang).format(request.name)
		)


def queue(name: str) -> None:
	"""Have an approved request carried out in the background, once the approval is stored."""
	enqueue_once("bank_crm.compliance.privacy.carrying.run", f"data_request:{name}", minutes=60, name=name)


def end(request: Document, status: DataRequestState, **values: object) -> None:
	"""Write the end of a request (or its package) with what belongs to it, and log it; open forms load it anew."""
	request.db_set(
		{"status": status.value, "done_at": now_datetime(), "failure": None, **values}, notify=True
	)
	log(request, _(status.value, context=REQUEST))


def show_progress(name: str, done: int, total: int) -> None:
	"""Show in the open forms of a request how far it is."""
	frappe.publish_realtime(
		PROGRESS, {"name": name, "done": done, "total": total}, doctype=REQUEST, docname=name
	)


def log(request: Document, detail: str, outcome: OperationOutcome = OperationOutcome.DONE) -> None:
	"""Write a step to the operation log."""
	operation_log.record(
		Operation.DATA_SUBJECT_REQUEST.value,
		REQUEST,
		request.name,
		customer=request.customer,
		outcome=outcome.value,
		detail=f"{request.request_type}: {detail}",
	)


def tell_applicant(request: Document, say: notices.Say) -> None:
	"""Tell who took the request down."""
	notices.tell([request.applicant], say, REQUEST, request.name)


def tell_compliance(request: Document, say: notices.Say) -> None:
	"""Tell everybody who may decide, except the applicant."""
	deciding = [user for user in notices.holders(DECIDING) if user != request.applicant]
	notices.tell(deciding, say, REQUEST, request.name)


def store_plan(request: Document) -> None:
	"""Show compliance before the decision what an erasure would do."""
	request.set("items", [])
	for step in erasing.plan(erasing.with_merged(request.customer)):
		request.append(
			"items",
			{
				"document_type": step.doctype,
				"action": step.fate.value,
				"planned": step.rows,
				"reason": erasing.in_words(step.reason),
			},
		)


def _begin(request: Document) -> None:
	request.update(dict.fromkeys(KEPT))
	request.update({"kept_rows": 0, "done_rows": 0, "file_size": 0, "complete_values": 0})
	request.set("items", [])
	request.applicant = frappe.session.user
	request.decision_note = None
	request.status = request.status or DataRequestState.DRAFT.value
	if request.status != DataRequestState.DRAFT.value:
		deciding.refuse(_("A request begins as a draft."))
	_check_wish(request)


def _check_wish(request: Document) -> None:
	received = getdate(request.received_on)
	if received > getdate():
		checks.refuse(request, "received_on", _("lies in the future."))
	request.due_on = add_days(received, settings.number("data_request_days"))
	if request.request_type != DataRequestType.CORRECTION.value:
		request.set("corrections", [])
	elif not request.corrections:
		checks.refuse(request, "corrections", _("say what is to be corrected."))
	for row in request.corrections:
		wanted = None if is_sealed(row.field) else quieten(row.wanted or "", known)
		row.update({"wanted": wanted, "before": None, "after": None, "outcome": CorrectionOutcome.OPEN.value})
	fields = [row.field for row in request.corrections]
	if len(fields) != len(set(fields)):
		checks.refuse(request, "corrections", _("each field once."))


def _keep_wish(request: Document, before: Document) -> None:
	def corrections(doc: Document) -> list[tuple]:
		return [(row.field, row.wanted) for row in doc.corrections]

	same = all(str(request.get(field) or "") == str(before.get(field) or "") for field in WISH)
	if not same or corrections(request) != corrections(before):
		deciding.refuse(_("Only a draft can be changed. Take the request back first."))
	request.set("corrections", before.corrections)


def _move(request: Document, old: str, new: str) -> None:
	if (old, new) not in _BY_HAND:
		deciding.refuse(_("This step is the system's own."))
	if new == DataRequestState.DRAFT.value:
		_require_applicant(request)
		request.set("items", [])
	elif new == DataRequestState.WAITING.value:
		_require_applicant(request)
		if not request.identity_checked:
			checks.refuse(request, "identity_checked", _("say how you know that it is the customer."))
		if request.request_type == DataRequestType.ERASURE.value:
			store_plan(request)
	else:
		_require_decider(request)
		if new == DataRequestState.REJECTED.value and not (request.decision_note or "").strip():
			checks.refuse(request, "decision_note", _("say why."))
		request.decided_by, request.decided_at = frappe.session.user, now_datetime()


def _require_applicant(request: Document) -> None:
	deciding.require_applicant(request, _("Only who took a request down may change it."))


def _require_decider(request: Document) -> None:
	deciding.require_decider(request, DECIDING, _("Only compliance decides about data requests."))
