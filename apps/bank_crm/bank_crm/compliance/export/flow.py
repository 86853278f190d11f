"""What a request goes through, whatever workflow a bank draws around it (SEC-12; requirements 1.8, 1.11).

The shipped workflow asks for the steps; these rules hold also where a bank has changed or removed it: nobody decides
about an own request, nothing is approved unchecked, nothing changes between the check and the file.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.compliance import deciding, operation_log
from bank_crm.compliance.export import access, check, notices, store
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.export_enums import ExportState
from bank_crm.domain.export_masking import without_numbers
from bank_crm.jobs import enqueue_once
from bank_crm.permissions import roles
from bank_crm.speaking import bank_language

#: What the applicant decides; fixed from the check on.
WISH = (
	"purpose",
	"recipient",
	"file_format",
	"source_type",
	"document_type",
	"report",
	"segment",
	"filters",
)
#: What only the app writes.
KEPT = (
	"applicant",
	"requested_at",
	"branch",
	"filters_text",
	"checked_at",
	"expected_rows",
	"check_text",
	"sample",
	"decided_by",
	"decided_at",
	"row_count",
	"file_size",
	"file_hash",
	"failure",
	"made_at",
	"expires_at",
	"downloaded_at",
	"downloaded_from",
)
_SOURCES = {"DocType": "document_type", "Report": "report", "Segment": "segment"}
_OVER = (ExportState.CLOSED.value, ExportState.REJECTED.value)
_MADE = (ExportState.APPROVED.value, ExportState.READY.value)


def apply(request: Document) -> None:
	"""Check one save and do what its change of state asks for (called from the document's validate)."""
	before = request.get_doc_before_save()
	if before is None:
		_begin(request)
		return
	request.update({field: before.get(field) for field in KEPT})
	old, new = before.status, request.status
	if old in _OVER:
		deciding.refuse(_("This request is closed. Copy it to ask again."))
	if old != ExportState.DRAFT.value and _changed(request, before):
		deciding.refuse(_("Only a draft can be changed. Take the request back first."))
	if old == ExportState.DRAFT.value:
		_require_applicant(request)
		_clean(request)
	if not deciding.may_decide(request, access.DECIDING):
		request.decision_note = before.decision_note
	if new != old:
		_move(request, old, new)


def after_save(request: Document) -> None:
	"""Tell who has to know of a step and start what follows from it (called from the document's on_update)."""
	before = request.get_doc_before_save()
	if before is None or before.status == request.status:
		return
	if request.status == ExportState.WAITING.value:
		operation_log.record(
			Operation.EXPORT_REQUESTED.value, access.REQUEST, request.name, detail=summary(request)
		)
		notices.tell_compliance(request)
	elif request.status == ExportState.APPROVED.value:
		operation_log.record(
			Operation.EXPORT_APPROVED.value, access.REQUEST, request.name, detail=summary(request)
		)
		queue(request.name)
	elif request.status == ExportState.REJECTED.value:
		operation_log.record(
			Operation.EXPORT_APPROVED.value,
			access.REQUEST,
			request.name,
			outcome="Refused",
			detail=summary(request),
		)
		notices.tell_applicant(
			request,
			lambda lang: _("Your export request {0} was turned down.", lang=lang).format(request.name),
		)
	elif request.status == ExportState.CLOSED.value:
		store.remove_after_commit(request.name)
		notices.tell_applicant(
			request,
			lambda lang: _("Your export request {0} was withdrawn.", lang=lang).format(request.name),
		)


def queue(name: str) -> None:
	"""Have the file made in the background, once the approval is stored."""
	enqueue_once("bank_crm.compliance.export.make.make", f"export:{name}", minutes=30, name=name)


def summary(request: Document) -> str:
	"""Say in one line of the bank's language what is exported and what for, for the log."""
	lang = bank_language()
	source = _(request.get(_SOURCES[request.source_type]), lang)
	return _("{0}, {1} rows: {2}", lang).format(source, request.expected_rows, request.purpose)


def _begin(request: Document) -> None:
	if not roles.has_any(frappe.session.user, access.ASKING):
		frappe.throw(_("Your role may not ask for exports."), frappe.PermissionError)
	request.update(dict.fromkeys(KEPT))
	request.update({"expected_rows": 0, "row_count": 0, "file_size": 0})
	user = frappe.session.user
	request.applicant, request.requested_at = user, now_datetime()
	request.branch = frappe.db.get_value("Bank Staff", {"user": user, "active": 1}, "branch")
	request.status = request.status or ExportState.DRAFT.value
	if request.status != ExportState.DRAFT.value:
		deciding.refuse(_("A request begins as a draft."))
	request.decision_note = None
	_clean(request)


def _clean(request: Document) -> None:
	"""A draft names one source, and its words hold nobody's number; its columns are what the source says."""
	for kind, field in _SOURCES.items():
		if kind != request.source_type:
			request.set(field, None)
		elif not request.get(field):
			label = _(request.meta.get_label(field), context=access.REQUEST)
			frappe.throw(_("{0}: is mandatory.").format(frappe.bold(label)), frappe.MandatoryError)
	if request.source_type == "Segment":
		request.filters = None
	request.purpose = without_numbers(request.purpose or "")
	request.recipient = without_numbers(request.recipient or "")
	check.describe(request)


def _move(request: Document, old: str, new: str) -> None:
	if new in (ExportState.READY.value,) or (old in _MADE and new != ExportState.CLOSED.value):
		deciding.refuse(_("This step is the system's own."))
	if new == ExportState.CLOSED.value:
		if old not in _MADE:
			deciding.refuse(_("Only what was approved can be closed."))
		_require_decider(request)
	elif new == ExportState.APPROVED.value:
		_approve(request)
	elif new == ExportState.REJECTED.value:
		_require_decider(request)
		if not (request.decision_note or "").strip():
			label = _(request.meta.get_label("decision_note"), context=access.REQUEST)
			frappe.throw(_("{0}: say why.").format(frappe.bold(label)), title=_("Reason Missing"))
		request.decided_by, request.decided_at = frappe.session.user, now_datetime()
	elif new == ExportState.DRAFT.value:
		_require_applicant(request)
		check.forget(request)
	elif new == ExportState.CHECKED.value:
		_require_applicant(request)
		check.run(request)
	elif not request.checked_at:
		deciding.refuse(_("The masking check comes first."))


def _approve(request: Document) -> None:
	_require_decider(request)
	if not request.checked_at:
		deciding.refuse(_("The masking check comes first."))
	request.decided_by, request.decided_at = frappe.session.user, now_datetime()


def _require_applicant(request: Document) -> None:
	deciding.require_applicant(request, _("Only who asks may change a request."))


def _require_decider(request: Document) -> None:
	deciding.require_decider(request, access.DECIDING, _("Only compliance decides about exports."))


def _changed(request: Document, before: Document) -> bool:
	def columns(doc: Document) -> list[tuple]:
		return [(row.fieldname, row.treatment) for row in doc.columns]

	if any((request.get(field) or None) != (before.get(field) or None) for field in WISH):
		return True
	return columns(request) != columns(before)
