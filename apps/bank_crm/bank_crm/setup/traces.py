"""What documents of the app leave in Frappe's own tables; removed with the app."""

import frappe
from frappe.installer import update_site_config

from bank_crm.compliance.keyring import CONFIG_KEY

#: Frappe's tables that point at other documents: table → column with the DocType's name.
POINTERS = {
	"Version": "ref_doctype",
	"Comment": "reference_doctype",
	"ToDo": "reference_type",
	"Tag Link": "document_type",
	"View Log": "reference_doctype",
	"Document Follow": "ref_doctype",
	"Notification Log": "document_type",
	"Deleted Document": "deleted_doctype",
	"DocShare": "share_doctype",
	"Access Log": "export_from",
	"Property Setter": "doc_type",
	"Custom Field": "dt",
	"Custom DocPerm": "parent",
	"User Permission": "allow",
	"List Filter": "reference_doctype",
	"Communication": "reference_doctype",
}
#: Prefixes of the app's running numbers.
SERIES = ("BC", "BA", "BSO")


def own_doctypes() -> list[str]:
	"""Return the DocTypes of the app's modules on this site."""
	modules = frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")
	return frappe.get_all("DocType", filters={"module": ("in", modules)}, pluck="name")


def remove() -> None:
	"""Delete pointers, attachments, list settings, running numbers, scheduled jobs and the sealing key.

	The sealing key opens nothing once the vault is gone; the backup taken before holds both.
	"""
	doctypes = own_doctypes()
	if doctypes:
		for table, column in POINTERS.items():
			frappe.db.delete(table, {column: ("in", doctypes)})
		_remove_files(doctypes)
		frappe.db.delete("__UserSettings", {"doctype": ("in", doctypes)})
	_drop_sequences()
	frappe.db.delete("Series", {"name": ("in", SERIES)})
	_remove_jobs()
	update_site_config(CONFIG_KEY, "None", validate=False)  # "None" is how Frappe spells "take it out"


def _drop_sequences() -> None:
	"""Frappe drops the tables with the app, but not the sequences its autoincrement DocTypes number from."""
	filters = {"name": ("in", own_doctypes()), "autoname": "autoincrement"}
	for doctype in frappe.get_all("DocType", filters=filters, pluck="name"):
		frappe.db.sql_ddl(f"drop sequence if exists `{frappe.scrub(doctype)}_id_seq`")


def _remove_files(doctypes: list[str]) -> None:
	for name in frappe.get_all("File", filters={"attached_to_doctype": ("in", doctypes)}, pluck="name"):
		frappe.delete_doc("File", name, force=True, ignore_permissions=True)  # uninstalling


def _remove_jobs() -> None:
	jobs = frappe.get_all("Scheduled Job Type", filters={"method": ("like", "bank_crm.%")}, pluck="name")
	if jobs:
		frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ("in", jobs)})
		frappe.db.delete("Scheduled Job Type", {"name": ("in", jobs)})
