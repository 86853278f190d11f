"""Handing a made file out: to who asked, once, within its time (SEC-12)."""

from __future__ import annotations

import hmac
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance import operation_log
from bank_crm.compliance.export import access, store
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.export_enums import ExportState


def hand_out(name: str) -> None:
	"""Put the file into the response and close the request.

	Of several calls at once one gets the file: the request's row is locked until its closing is stored. Raises
	frappe.PermissionError for anybody but the applicant, frappe.ValidationError when there is nothing (any more).
	"""
	request = frappe.get_doc(access.REQUEST, name, for_update=True)
	if request.applicant != frappe.session.user:
		frappe.throw(_("Only who asked may download the file."), frappe.PermissionError)
	if request.downloaded_at:
		_refuse(_("The file was downloaded already. It is handed out once."))
	if request.status != ExportState.READY.value or not request.expires_at:
		_refuse(_("There is no file to download."))
	if get_datetime(request.expires_at) <= now_datetime():
		_refuse(_("The time to download this file is over."))
	content = store.read(name)
	if content is None:
		_refuse(_("There is no file to download."))
	if not hmac.compare_digest(store.digest(content), request.file_hash or ""):
		_refuse(_("The file is not the one that was made and is not handed out."))
	request.db_set(
		{
			"status": ExportState.CLOSED.value,
			"downloaded_at": now_datetime(),
			"downloaded_from": frappe.local.request_ip or "",
		}
	)
	operation_log.record(
		Operation.EXPORT_DOWNLOADED.value,
		access.REQUEST,
		name,
		after={"file_hash": request.file_hash, "row_count": request.row_count},
	)
	frappe.db.after_commit.add(lambda: store.remove(name))
	frappe.local.response.filename = f"{name}.{request.file_format.lower()}"
	frappe.local.response.filecontent = content
	frappe.local.response.type = "download"


def _refuse(message: str) -> NoReturn:
	frappe.throw(message, title=_("Download"))
