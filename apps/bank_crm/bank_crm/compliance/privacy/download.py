"""Handing a package out: to who took the request down, once, within its time (SEC-17)."""

from __future__ import annotations

import hmac
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance import operation_log
from bank_crm.compliance.export import store
from bank_crm.compliance.privacy import flow
from bank_crm.domain.compliance_enums import Operation
from bank_crm.domain.privacy_enums import DataRequestState


def hand_out(name: str) -> None:
	"""Put the package into the response and close the request.

	Of several calls at once one gets it: the request's row is locked until its closing is stored. Raises
	frappe.PermissionError for anybody but who took the request down, frappe.ValidationError when there is nothing.
	"""
	request = frappe.get_doc(flow.REQUEST, name, for_update=True)
	if request.applicant != frappe.session.user:
		frappe.throw(_("Only who took the request down may download the package."), frappe.PermissionError)
	if request.downloaded_at:
		_refuse(_("The package was downloaded already. It is handed out once."))
	if request.status != DataRequestState.READY.value or not request.expires_at:
		_refuse(_("There is no package to download."))
	if get_datetime(request.expires_at) <= now_datetime():
		_refuse(_("The time to download this package is over."))
	content = store.read(name, folder=flow.FOLDER)
	if content is None:
		_refuse(_("There is no package to download."))
	if not hmac.compare_digest(store.digest(content), request.file_hash or ""):
		_refuse(_("The package is not the one that was made and is not handed out."))
	request.db_set({"status": DataRequestState.CLOSED.value, "downloaded_at": now_datetime()})
	operation_log.record(
		Operation.EXPORT_DOWNLOADED.value,
		flow.REQUEST,
		name,
		customer=request.customer,
		after={"file_hash": request.file_hash},
	)
	flow.forget_package(name)
	frappe.local.response.filename = f"{name}.zip"
	frappe.local.response.filecontent = content
	frappe.local.response.type = "download"


def _refuse(message: str) -> NoReturn:
	frappe.throw(message, title=_("Download"))
