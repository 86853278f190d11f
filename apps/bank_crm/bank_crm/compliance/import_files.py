"""Files uploaded for an import: they hold the numbers the vault was to seal, so they go when the import is over (SEC-11).

The rows they brought are sealed by then; what the import's log says of refused rows is redacted.
"""

from __future__ import annotations

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, now_datetime
from frappe.utils.background_jobs import is_job_enqueued

from bank_crm.domain.redaction import redact

IMPORT, LOG, FILE = "Data Import", "Data Import Log", "File"
OVER = ("Success", "Partial Success", "Error", "Timed Out")
#: An uploaded file nobody imports is deleted after so long.
KEEP_HOURS = 24
_LOG_FIELDS = ("messages", "exception")


def after_change(doc: Document, method: str | None = None) -> None:
	"""Forget the file once the import is over (doc_event on_change of Data Import)."""
	if doc.status in OVER and doc.import_file and _is_ours(doc.reference_doctype):
		forget(doc.name)


def after_delete(doc: Document, method: str | None = None) -> None:
	"""No file outlives its import (doc_event after_delete of Data Import)."""
	_delete_files(doc.name, doc.import_file)


def forget(name: str) -> None:
	"""Delete an import's uploaded files and take sensitive numbers out of its log and warnings."""
	stored = frappe.db.get_value(IMPORT, name, ("import_file", "template_warnings"), as_dict=True)
	_delete_files(name, stored.import_file)
	frappe.db.set_value(
		IMPORT,
		name,
		{"import_file": None, "template_warnings": redact(stored.template_warnings or "")},
		update_modified=False,
	)
	_redact_log(name)


def forget_old() -> None:
	"""Delete what was uploaded a day ago and is not being imported (scheduled)."""
	before = add_to_date(now_datetime(), hours=-KEEP_HOURS)
	imports = frappe.get_all(
		IMPORT,
		filters={"import_file": ("is", "set"), "modified": ("<", before)},
		fields=["name", "reference_doctype"],
	)
	for entry in imports:
		if _is_ours(entry.reference_doctype) and not is_job_enqueued(f"data_import||{entry.name}"):
			forget(entry.name)
	# uploaded into a form that was never saved
	orphans = frappe.get_all(
		FILE,
		filters={"attached_to_doctype": IMPORT, "creation": ("<", before)},
		fields=["name", "attached_to_name"],
	)
	for file in orphans:
		if not file.attached_to_name or not frappe.db.exists(IMPORT, file.attached_to_name):
			_delete(file.name)


def _delete_files(name: str, url: str | None) -> None:
	"""Delete every File document of the upload: the file itself goes with the last that names it."""
	wanted = set(
		frappe.get_all(
			FILE, filters={"attached_to_doctype": IMPORT, "attached_to_name": name}, pluck="file_url"
		)
	)
	wanted = {given for given in {*wanted, url} if given}
	if not wanted:
		return
	for file in frappe.get_all(FILE, filters={"file_url": ("in", list(wanted))}, pluck="name"):
		_delete(file)


def _delete(file: str) -> None:
	frappe.delete_doc(
		FILE,
		file,
		force=True,
		ignore_permissions=True,  # what was uploaded goes, whoever the import's job runs as
		delete_permanently=True,
	)


def _redact_log(name: str) -> None:
	entries = frappe.get_all(LOG, filters={"data_import": name}, fields=["name", *_LOG_FIELDS], limit=0)
	for entry in entries:
		values = {field: redact(entry[field]) for field in _LOG_FIELDS if entry[field]}
		if any(values[field] != entry[field] for field in values):
			frappe.db.set_value(LOG, entry.name, values, update_modified=False)


def _is_ours(doctype: str | None) -> bool:
	module = frappe.db.get_value("DocType", doctype, "module", cache=True) if doctype else None
	return bool(module) and frappe.db.get_value("Module Def", module, "app_name", cache=True) == "bank_crm"
