"""Files people upload: type by content, no markup or programs, private where they belong to a customer (SEC-18).

Frappe stores a new file before hooks are asked; one that is refused here is taken from the disk again by
the rollback of the request.
"""

import io
import zipfile
from pathlib import Path

import frappe
from frappe import _
from frappe.core.doctype.file.file import File

from bank_crm.compliance import free_text
from bank_crm.compliance.export import attachments
from bank_crm.domain.upload_rules import UploadProblem, check_archive, check_file, content_family


def check_upload(doc: File, method: str | None = None) -> None:
	"""Refuse what may not be uploaded and hide what belongs to a customer (doc_event before_insert of File).

	Raises ValidationError. What programs write themselves – backups, mails' attachments – is not refused: it is
	private, and private files of active types are only ever downloaded.
	"""
	if doc.is_folder or (doc.is_remote_file and not doc.get("content")):
		return
	if frappe.request:
		_refuse(doc)
	if not doc.is_private and stays_private(doc.attached_to_doctype):
		doc.is_private = 1
		doc.handle_is_private_changed()


def keep_private(doc: File, method: str | None = None) -> None:
	"""What belongs to a customer, or is to be imported, is never made public later (doc_event validate of File)."""
	if not doc.is_folder and not doc.is_private and stays_private(doc.attached_to_doctype):
		frappe.throw(_("Files that belong to customers stay private."), title=_("Private File"))


def problem_of(name: str, data: bytes) -> str:
	"""Tell why a file that comes by another way than an upload, such as a mail, is not to be stored; "" if it may be."""
	problem = check_file(name, data) or _archive_problem(data)
	return _messages()[problem].format(name) if problem else ""


def _refuse(doc: File) -> None:
	if problem := problem_of(doc.file_name or "", _bytes(doc)):
		frappe.throw(frappe.utils.escape_html(problem), title=_("File Not Allowed"))


def _bytes(doc: File) -> bytes:
	"""Return the content as it lies on the disk, or as it came where a bank stores files elsewhere."""
	if not doc.is_remote_file and doc.exists_on_disk():
		return Path(doc.get_full_path()).read_bytes()
	content = doc.get("content") or b""
	return content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content


def _archive_problem(data: bytes) -> UploadProblem | None:
	if content_family(data) != "zip":
		return None
	try:
		with zipfile.ZipFile(io.BytesIO(data)) as archive:
			entries = [(entry.filename, entry.file_size) for entry in archive.infolist()]
	except zipfile.BadZipFile:
		return UploadProblem.CONTENT
	return check_archive(entries, len(data))


def stays_private(doctype: str | None) -> bool:
	"""Tell whether files of the DocType's documents are never public: they belong to customers, or hold raw numbers."""
	return bool(doctype) and (doctype in attachments.RAW or free_text.is_ours(str(doctype)))


def _messages() -> dict[UploadProblem, str]:
	return {
		UploadProblem.EXTENSION: _("{0}: files of this type cannot be uploaded."),
		UploadProblem.CONTENT: _("{0}: the content is not what the file's name says."),
		UploadProblem.MARKUP: _("{0} holds a web page or a script and cannot be uploaded."),
		UploadProblem.ACTIVE_PDF: _("{0} holds scripts and cannot be uploaded."),
		UploadProblem.MACROS: _("{0} holds macros and cannot be uploaded."),
		UploadProblem.BOMB: _("{0} would become too large when unpacked."),
	}
