"""Indexes sites lack: those DocTypes of ours have asked for since, and those rows about our documents are found by."""

import frappe
from frappe.database.utils import drop_index_if_exists
from frappe.modules import load_doctype_module

from bank_crm.permissions.about import ABOUT

#: Tables of rows about documents that Frappe gives no index by the document. Each list of theirs begins with the
#: question which DocTypes they are about: a leap for each by an index, else the whole table.
WITHOUT = ("Access Log", "Deleted Document", "Email Queue", "View Log", "Workflow Action")


def create() -> None:
	"""Add every missing index; those that exist are left alone.

	Frappe asks a DocType for its indexes only when its JSON has changed, and an index is added in Python.
	"""
	modules = frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")
	for doctype in frappe.get_all("DocType", filters={"module": ("in", modules), "custom": 0}, pluck="name"):
		update = getattr(load_doctype_module(doctype), "on_doctype_update", None)
		if update is not None:
			update()
	create_about()


def create_about() -> None:
	"""Add the indexes of Frappe's tables about documents."""
	for doctype in WITHOUT:
		frappe.db.add_index(doctype, _columns(doctype))


def remove() -> None:
	"""Take those back."""
	for doctype in WITHOUT:
		drop_index_if_exists(f"tab{doctype}", frappe.db.get_index_name(_columns(doctype)))


def _columns(doctype: str) -> list[str]:
	return [ABOUT[doctype].doctype, ABOUT[doctype].name]
