"""Making the file of an approved request, as the one who asked and with the rows he or she may see now (SEC-12)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import get_user_lang
from frappe.utils import add_to_date, cint, cstr, format_datetime, get_fullname, now_datetime, strip_html

from bank_crm.compliance import operation_log, safe_cells
from bank_crm.compliance.export import access, check, flow, notices, sources, store
from bank_crm.domain.compliance_enums import Operation, OperationOutcome
from bank_crm.domain.export_enums import ExportFormat, ExportState
from bank_crm.domain.export_file import watermarked
from bank_crm.permissions import roles

LONGEST_HOURS = 24
_SAVE_POINT = "bank_export"


def make(name: str) -> None:
	"""Make the file of an approved request; does nothing for one that has its file or is not approved.

	Runs in the background. Killed in the middle, the request stays approved and the next round makes the file.
	A failure closes the request and says why.
	"""
	request = frappe.get_doc(access.REQUEST, name, for_update=True)
	if request.status != ExportState.APPROVED.value:
		return
	frappe.db.savepoint(_SAVE_POINT)
	made_at = now_datetime()
	try:
		with acting_as(request.applicant):
			content, count = _content(request, mark_of(request, cstr(format_datetime(made_at))))
		store.write(name, content)
	except Exception as failure:
		frappe.db.rollback(save_point=_SAVE_POINT)
		_fail(request, failure)
		return
	request.db_set(
		{
			"status": ExportState.READY.value,
			"row_count": count,
			"file_size": len(content),
			"file_hash": store.digest(content),
			"made_at": made_at,
			"expires_at": add_to_date(made_at, hours=valid_hours()),
			"failure": None,
		}
	)
	operation_log.record(
		Operation.EXPORT.value,
		access.REQUEST,
		name,
		after={"row_count": count, "file_hash": request.file_hash, "applicant": request.applicant},
		detail=flow.summary(request),
	)
	notices.tell_applicant(
		request,
		lambda lang: _("The file of your export request {0} can be downloaded once.", lang=lang).format(name),
	)


def valid_hours() -> int:
	"""Return for how many hours a made file waits: what the settings say, a day at most."""
	hours = cint(frappe.get_cached_doc("Bank CRM Settings").export_valid_hours)
	return min(hours, LONGEST_HOURS) if hours > 0 else LONGEST_HOURS


def mark_of(request: Document, at: str) -> str:
	"""Return the watermark: who, when, under which request and for whom."""
	number = frappe.db.get_value("Bank Staff", {"user": request.applicant}, "employee_no")
	return _("Exported by {0} ({1}) on {2} under {3} for {4}. Not to be passed on.").format(
		get_fullname(request.applicant), number or request.applicant, at, request.name, request.recipient
	)


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Read as somebody: the applicant's own rows, columns and language, whoever's job it is."""
	before, language = frappe.session.user, frappe.local.lang
	frappe.set_user(user)  # narrows: the job runs as the approver or the scheduler, who may see more
	frappe.local.lang = get_user_lang(user)
	try:
		yield
	finally:
		frappe.set_user(before)
		frappe.local.lang = language


def _content(request: Document, mark: str) -> tuple[bytes, int]:
	if not cint(frappe.db.get_value("User", request.applicant, "enabled")):
		frappe.throw(_("The applicant's account is disabled."), frappe.PermissionError)
	if not roles.has_any(request.applicant, access.ASKING):
		frappe.throw(_("Your role may not ask for exports."), frappe.PermissionError)
	sources.check_source(request)
	shown = check.wanted(request)
	counted = _Counted(sources.rows(request, shown, check.most_rows()))
	table = watermarked(
		[column.label for column, _treatment in shown],
		counted,
		mark,
		_("Watermark", context=access.REQUEST),
	)
	if request.file_format == ExportFormat.CSV.value:
		return safe_cells.to_csv(table), counted.count
	return safe_cells.to_xlsx(table, request.name), counted.count


class _Counted:
	"""Rows that are counted while they go by."""

	def __init__(self, rows: Iterator[list]) -> None:
		self.rows, self.count = rows, 0

	def __iter__(self) -> Iterator[list]:
		for row in self.rows:
			self.count += 1
			yield row


def _fail(request: Document, failure: Exception) -> None:
	frappe.log_error(title=f"{request.name}: the export was not made")
	told = strip_html(str(failure)) if isinstance(failure, frappe.ValidationError) else ""
	reason = (told or _("The file could not be made; the administrator finds the cause in the error log."))[
		:500
	]
	request.db_set({"status": ExportState.CLOSED.value, "failure": reason})
	store.remove(request.name)
	operation_log.record(
		Operation.EXPORT.value,
		access.REQUEST,
		request.name,
		outcome=OperationOutcome.FAILED.value,
		detail=flow.summary(request),
	)
	notices.tell_applicant(
		request,
		lambda lang: _("The file of your export request {0} was not made.", lang=lang).format(request.name),
	)
	frappe.clear_messages()  # nobody reads a job's messages; the request says why
