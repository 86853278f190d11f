"""Handing out what was made for a request: to who asked, once, within its time (SEC-12, SEC-17)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.compliance.export import store
from bank_crm.domain.export_enums import ExportState

#: Requests for exports and those of data subjects name these two states alike.
READY, CLOSED = ExportState.READY.value, ExportState.CLOSED.value


@dataclass(frozen=True, slots=True)
class Refusals:
	"""What is said, in the asker's language, where nothing is handed out."""

	stranger: str
	again: str
	nothing: str
	late: str
	changed: str


def claim(
	doctype: str, name: str, said: Refusals, *, folder: str = store.FOLDER, **values: object
) -> tuple[Document, bytes]:
	"""Close the request, with `values` for its other fields, and return it and what was made for it.

	Of several calls at once one gets it: the request's row is locked until its closing is stored. Raises
	frappe.PermissionError for anybody but the applicant, frappe.ValidationError when there is nothing (any more).
	"""
	request = frappe.get_doc(doctype, name, for_update=True)
	if request.applicant != frappe.session.user:
		frappe.throw(said.stranger, frappe.PermissionError)
	if request.downloaded_at:
		_refuse(said.again)
	if request.status != READY or not request.expires_at:
		_refuse(said.nothing)
	if get_datetime(request.expires_at) <= now_datetime():
		_refuse(said.late)
	content = store.read(name, folder=folder)
	if content is None:
		_refuse(said.nothing)
	if not hmac.compare_digest(store.digest(content), request.file_hash or ""):
		_refuse(said.changed)
	request.db_set({"status": CLOSED, "downloaded_at": now_datetime(), **values})
	store.remove_after_commit(name, folder=folder)
	return request, content


def respond(filename: str, content: bytes) -> None:
	"""Make the file the answer: the last step, so that no error takes it along."""
	frappe.local.response.filename = filename
	frappe.local.response.filecontent = content
	frappe.local.response.type = "download"


def _refuse(message: str) -> NoReturn:
	frappe.throw(message, title=_("Download"))
