"""Files the framework makes of data, and mails that carry them: closed like the exports themselves (SEC-11, SEC-12).

A prepared report, an exported report and an uploaded import file are File documents, which Frappe serves to whoever
may read the document they hang on. Of a file with several File documents one such is enough to close it.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from bank_crm.compliance.export import access

FILE = "File"
IMPORT = "Data Import"
#: What the framework writes rows of data into.
MADE_OF_DATA = frozenset({"Prepared Report", "Report", "Auto Email Report", "Data Export"})
#: Holds what the vault was to seal: nobody gets it back, with whichever role.
RAW = frozenset({IMPORT, "Bank Contact List"})


def guard_request(path: str) -> None:
	"""Refuse the download of a file made of data. Raises frappe.PermissionError."""
	url = path if path.startswith("/private/files/") else frappe.local.form_dict.get("file_url")
	if isinstance(url, str) and url.startswith("/private/files/"):
		_guard({"file_url": url})


def guard_mail(mail: Document, method: str | None = None) -> None:
	"""Refuse a mail that takes data out (doc_event before_insert of Email Queue). Raises frappe.PermissionError.

	That is: an automatic report, one of our documents printed into it, or a file made of data. A mail of the app
	that has no attachment is none.
	"""
	if mail.reference_doctype == "Auto Email Report":
		user = frappe.db.get_value("Auto Email Report", mail.reference_name, "user")
		if not access.may_export(user):
			access.refuse_export()
	for attachment in frappe.parse_json(mail.attachments or "[]") or []:
		if attachment.get("fid"):
			_guard({"name": attachment["fid"]})
		elif attachment.get("file_url"):
			_guard({"file_url": attachment["file_url"]})
		elif attachment.get("print_format_attachment") and _is_ours(attachment.get("doctype")):
			access.require_export()
	# a print or report made before is written into the message itself
	if _is_ours(mail.reference_doctype) and "content-disposition: attachment" in (mail.message or "").lower():
		access.require_export()


def guard_report(report: Document, method: str | None = None) -> None:
	"""Refuse to set up an automatic report, or one with another's rows (doc_event validate of Auto Email Report)."""
	if not report.enabled:
		return
	access.require_export()
	if frappe.session.user not in (report.user, "Administrator"):
		frappe.throw(
			_("An automatic report is set up by the one whose rows it shows."),
			frappe.PermissionError,
			title=_("Export Is Closed"),
		)
	if not access.may_export(report.user):
		frappe.throw(
			_("{0} may not take data out.").format(frappe.bold(report.user)),
			frappe.PermissionError,
			title=_("Export Is Closed"),
		)


def guard_notification(notification: Document, method: str | None = None) -> None:
	"""Refuse to have our documents printed into mails (doc_event validate of Notification and Auto Repeat)."""
	doctype = notification.get("document_type") or notification.get("reference_doctype")
	printed = cint(notification.get("attach_print")) or notification.get("print_format")
	if printed and _is_ours(doctype):
		access.require_export()


def _guard(filters: dict[str, str]) -> None:
	url = filters.get("file_url") or frappe.db.get_value(FILE, filters, "file_url")
	if not url:
		return
	kinds = set(frappe.get_all(FILE, filters={"file_url": url}, pluck="attached_to_doctype"))
	if kinds & RAW:
		frappe.throw(
			_("The file of an import is not handed out: it may hold complete numbers."),
			frappe.PermissionError,
			title=_("Export Is Closed"),
		)
	if kinds & MADE_OF_DATA:
		access.require_export()


def _is_ours(doctype: str | None) -> bool:
	if not doctype or not frappe.db.exists("DocType", doctype):
		return False
	module = frappe.get_meta(doctype).module
	return frappe.db.get_value("Module Def", module, "app_name", cache=True) == "bank_crm"
