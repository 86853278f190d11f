"""Files people upload: type by content, no markup or programs, private where they belong to a customer (SEC-18).

Frappe stores a new file before hooks are asked; one that is refused here is taken from the disk again by
the rollback of the request.
"""

import io
import zipfile

import frappe
from frappe import _
from frappe.core.doctype.file.file import File

from bank_crm.domain.upload_rules import UploadProblem, check_archive, check_file, content_family

MODULES_OF = "bank_crm"


def check_upload(doc: File, method: str | None = None) -> None:
	"""Refuse what may not be uploaded and hide what belongs to a customer (doc_event before_insert of File).

	Raises ValidationError. What programs write themselves – backups, mails' attachments – is not refused: it is
	private, and private files of active types are only ever downloaded.
	"""
	if doc.is_folder or doc.is_remote_file:
		return
	if frappe.request:
		_refuse(doc)
	if not doc.is_private and _is_ours(doc.attached_to_doctype):
		doc.is_private = 1
		doc.handle_is_private_changed()


def keep_private(doc: File, method: str | None = None) -> None:
	"""A file of ours is never made public later either (doc_event validate of File)."""
	if not doc.is_folder and not doc.is_private and _is_ours(doc.attached_to_doctype):
		frappe.throw(_("Files that belong to customers stay private."), title=_("Private File"))


def _refuse(doc: File) -> None:
	content = doc.get_content()
	data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content or b""
	problem = check_file(doc.file_name or "", data) or _archive_problem(data)
	if problem:
		frappe.throw(_messages()[problem].format(frappe.bold(doc.file_name)), title=_("File Not Allowed"))


def _archive_problem(data: bytes) -> UploadProblem | None:
	if content_family(data) != "zip":
		return None
	try:
		with zipfile.ZipFile(io.BytesIO(data)) as archive:
			entries = [(entry.filename, entry.file_size) for entry in archive.infolist()]
	except zipfile.BadZipFile:
		return UploadProblem.CONTENT
	return check_archive(entries, len(data))


def _is_ours(doctype: str | None) -> bool:
	if not doctype or not frappe.db.exists("DocType", doctype):
		return False
	module = frappe.get_cached_value("DocType", doctype, "module")
	return frappe.get_cached_value("Module Def", module, "app_name") == MODULES_OF


def _messages() -> dict[UploadProblem, str]:
	return {
		UploadProblem.EXTENSION: _("{0}: files of this type cannot be uploaded."),
		UploadProblem.CONTENT: _("{0}: the content is not what the file's name says."),
		UploadProblem.MARKUP: _("{0} holds a web page or a script and cannot be uploaded."),
		UploadProblem.ACTIVE_PDF: _("{0} holds scripts or embedded files and cannot be uploaded."),
		UploadProblem.MACROS: _("{0} holds macros and cannot be uploaded."),
		UploadProblem.BOMB: _("{0} would become too large when unpacked."),
	}
