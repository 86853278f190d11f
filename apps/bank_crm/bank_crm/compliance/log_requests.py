"""Exports and the like that no document tells of: logged by the request that asked for them (hook after_request).

Runs when the answer is made and its transaction is over. If the entry cannot be written, the answer is not given out.
"""

from typing import Any

import frappe

from bank_crm.compliance.operation_log import record
from bank_crm.domain.compliance_enums import Operation, OperationOutcome

METHOD = "/api/method/"
BACKUPS = "/backups/"
#: Whitelisted methods of the framework that give out files full of rows.
METHODS = {
	"frappe.core.doctype.data_export.exporter.export_data": Operation.EXPORT,
	"frappe.core.doctype.data_import.data_import.download_template": Operation.EXPORT,
	"frappe.core.doctype.prepared_report.prepared_report.download_attachment": Operation.EXPORT,
	"frappe.desk.query_report.export_query": Operation.EXPORT,
	"frappe.desk.reportview.export_query": Operation.EXPORT,
	"frappe.email.doctype.auto_email_report.auto_email_report.download": Operation.EXPORT,
	"frappe.email.doctype.auto_email_report.auto_email_report.send_now": Operation.EXPORT,
	"frappe.utils.print_format.download_multi_pdf": Operation.PRINT,
	"frappe.utils.print_format.download_multi_pdf_async": Operation.PRINT,
	"frappe.utils.print_format.report_to_pdf": Operation.PRINT,
}
#: Arguments that say what was asked for.
ASKED = ("doctype", "reference_doctype", "report_name", "dn", "name", "auto_email_report")
#: Frappe 15 leaves what it refuses to werkzeug, which answers after the hooks.
REFUSED_BY_THE_WEB_SERVER = 403


def after_request(response: Any, request: Any) -> None:
	"""Log an export or print of many, and how it ended."""
	operation = _operation(request)
	if operation is None:
		return
	try:
		_log(operation, response)
	except Exception:
		frappe.log_error(title="An export could not be logged and was withheld")
		if response is None:
			return  # nothing is in it to withhold
		response.response, response.status_code = [b""], 500
		frappe.db.rollback()


def _operation(request: Any) -> Operation | None:
	path = request.path
	if path.startswith(BACKUPS):
		return Operation.EXPORT
	command = frappe.local.form_dict.get("cmd") if frappe.local.form_dict else None
	if path.startswith((METHOD, "/api/v1/method/", "/api/v2/method/")):
		command = command or path.rsplit("/", 1)[1]
	return METHODS.get(command or "")


def _log(operation: Operation, response: Any) -> None:
	form = frappe.local.form_dict
	asked = [str(form[key]) for key in ASKED if form.get(key)]
	status = int(response.status_code) if response is not None else REFUSED_BY_THE_WEB_SERVER
	outcome = OperationOutcome.DONE
	if status >= 400:
		outcome = OperationOutcome.REFUSED if status in (401, 403, 417) else OperationOutcome.FAILED
	record(
		operation.value,
		str(form.get("doctype") or "") or None,
		outcome=outcome.value,
		detail=" ".join(asked) or frappe.local.request.path,
	)
	frappe.db.commit()  # nosemgrep: frappe-manual-commit -- the request's own transaction is over
