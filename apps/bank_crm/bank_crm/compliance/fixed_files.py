"""Attachments that neither change nor go, because what they are attached to was agreed upon (CON-01, CON-03).

Parts of the app name their DocTypes under the hook `bank_fixed_files`: {DocType: function of a file's row that returns
why it stays, "" if it may go}. Every way to a file – its form, the sidebar, lists, both APIs – ends in the document, and
the document asks here. One file on the disk may stand behind several rows: none of them changes it for the others.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

HOOK = "bank_fixed_files"
FILE = "File"
#: Set by what deletes by duty – retention, erasure – and never by a request.
DUTY = "bank_duty"
#: What makes it that file of that document.
_FIXED = (
	"file_name",
	"file_url",
	"content_hash",
	"is_private",
	"attached_to_doctype",
	"attached_to_name",
	"attached_to_field",
)
#: What all rows of one file on the disk share.
_SHARED = ("file_url", "content_hash", "is_private")
_ROW = ("name", "file_url", "attached_to_doctype", "attached_to_name", "attached_to_field", "creation")


def refuse_removal(file: Document) -> None:
	"""Refuse to delete a file that stays (before the framework takes it from the disk)."""
	if not file.flags.get(DUTY):
		_refuse(_why(_stored(file)))


def refuse_change(file: Document) -> None:
	"""Refuse to make another file of one that stays, or to detach it (before a stored row is validated)."""
	before = file.get_doc_before_save()
	if before is None:
		return
	changed = {field for field in _FIXED if (file.get(field) or "") != (before.get(field) or "")}
	if changed:
		_refuse(_why(_stored(file)))
	if changed.intersection(_SHARED):
		refuse_other_content(file)


def refuse_other_content(file: Document) -> None:
	"""Refuse to write over, or move, what lies on the disk for a file that stays."""
	row = _stored(file)
	if row is None or not row.file_url:
		return
	for one in frappe.get_all(FILE, filters={"file_url": row.file_url}, fields=list(_ROW), limit=0):
		_refuse(_why(one))


def _stored(file: Document) -> frappe._dict | None:
	return frappe.db.get_value(FILE, file.name, _ROW, as_dict=True) if file.name else None


def _why(row: frappe._dict | None) -> str:
	asked = frappe.get_hooks(HOOK).get(row.attached_to_doctype) if row and row.attached_to_doctype else None
	return frappe.get_attr(asked[-1])(row) if asked else ""


def _refuse(why: str) -> None:
	if why:
		frappe.throw(why, title=_("Attachment Is Kept"))
