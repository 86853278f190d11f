"""The framework's own ways to take data out, closed to everybody without the role for it (SEC-12, SEC-20).

Twice: each known route is refused before it does anything, by the function it ends at, so that neither an alias nor
an API version leads around it; and any answer that carries a file is taken back unless it is of the few that may,
so that a route nobody knew of is closed as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.compliance.export import access, attachments
from bank_crm.permissions import called

#: Function → when it takes data out: always (None), or when this says so of the request's values.
CLOSED: dict[str, Callable[[Mapping[str, Any]], bool] | None] = {
	"frappe.contacts.doctype.contact.contact.download_vcard": None,
	"frappe.contacts.doctype.contact.contact.download_vcards": None,
	"frappe.core.api.file.zip_files": None,
	"frappe.core.doctype.data_export.exporter.export_data": lambda form: (
		str(form.get("with_data") or "").strip().lower() not in ("", "0", "false")
	),
	"frappe.core.doctype.data_import.data_import.download_errored_template": None,
	"frappe.core.doctype.data_import.data_import.download_import_log": None,
	"frappe.core.doctype.data_import.data_import.download_template": lambda form: (
		form.get("export_records") != "blank_template"
	),
	"frappe.core.doctype.prepared_report.prepared_report.download_attachment": None,
	"frappe.core.doctype.prepared_report.prepared_report.enqueue_json_to_csv_conversion": None,
	"frappe.desk.page.backups.backups.schedule_files_backup": None,
	"frappe.desk.query_report.export_query": None,
	"frappe.desk.reportview.export_query": None,
	"frappe.email.doctype.auto_email_report.auto_email_report.download": None,
	"frappe.email.doctype.auto_email_report.auto_email_report.send_now": None,
	# Frappe 15 lets everybody who is logged in send a backup to the cloud
	"frappe.integrations.doctype.dropbox_settings.dropbox_settings.take_backup": None,
	"frappe.integrations.doctype.google_drive.google_drive.take_backup": None,
	"frappe.integrations.doctype.s3_backup_settings.s3_backup_settings.take_backup": None,
	"frappe.integrations.doctype.s3_backup_settings.s3_backup_settings.take_backups_s3": None,
	"frappe.utils.backups.fetch_latest_backups": None,
	"frappe.utils.csvutils.send_csv_to_client": None,
	"frappe.utils.print_format.download_multi_pdf": None,
	"frappe.utils.print_format.download_multi_pdf_async": None,
	"frappe.utils.print_format.download_pdf": None,
	"frappe.utils.print_format.report_to_pdf": None,
	"frappe.utils.weasyprint.download_pdf": None,
}
#: Functions that may answer with a file: Frappe's File documents (see attachments.py) and our own download.
MAY_ANSWER_WITH_A_FILE = frozenset(
	{
		# one letter to the customer it is about, one contract with him or her, printed and logged as any document of the bank
		"bank_crm.api.complaints.reply_letter",
		"bank_crm.api.contracts.sheet",
		"bank_crm.api.exports.download_file",
		"bank_crm.api.privacy.download_package",
		"frappe.handler.download_file",
		# an empty form to be filled in; with data these are closed above
		"frappe.core.doctype.data_export.exporter.export_data",
		"frappe.core.doctype.data_import.data_import.download_template",
	}
)
_TEXTS = frozenset(
	{"application/json", "text/html", "text/plain", "text/javascript", "application/javascript"}
)


def guard_request() -> None:
	"""Refuse a closed route (hook auth_hooks: the user is known, nothing has run yet).

	Raises frappe.PermissionError.
	"""
	request = getattr(frappe.local, "request", None)
	if request is None:
		return
	if _is_closed(request.path):
		access.require_export()
	attachments.guard_request(request.path)


def guard_response(response: Any = None, request: Any = None) -> None:
	"""Take back an answer that carries a file (hook after_request: whatever made it)."""
	if response is None or request is None or not _answers_by_function(request.path):
		return
	if not _carries_file(response) or called.target(request.path) in MAY_ANSWER_WITH_A_FILE:
		return
	if access.may_export():
		return
	response.direct_passthrough = False
	response.status_code = 403
	response.headers.remove("Content-Disposition")
	response.mimetype = "application/json"
	message = _("Files leave the bank through an export request only, masked and approved by compliance.")
	response.set_data(
		json.dumps(
			{
				"exc_type": "PermissionError",
				"_server_messages": json.dumps([json.dumps({"message": message})]),
			}
		)
	)


def _is_closed(path: str) -> bool:
	form = frappe.local.form_dict
	if path.startswith("/backups") or cint(form.get("as_csv")):
		return True
	return any(_takes_data(function, form) for function in called.functions(path))


def _takes_data(function: str, form: Mapping[str, Any]) -> bool:
	if function not in CLOSED:
		return False
	condition = CLOSED[function]
	return condition is None or condition(form)


def _answers_by_function(path: str) -> bool:
	return path.startswith(("/api/", "/backups")) or bool(frappe.local.form_dict.get("cmd"))


def _carries_file(response: Any) -> bool:
	if "Content-Disposition" in response.headers:
		return True
	mimetype = (response.mimetype or "").lower()
	return bool(mimetype) and mimetype not in _TEXTS and not mimetype.startswith("image/")
