"""What documents of the app leave in Frappe's own tables; removed with the app."""

import frappe
from frappe.installer import update_site_config
from pypika.terms import Criterion

from bank_crm.compliance import log_keys
from bank_crm.compliance.keyring import CONFIG_KEY
from bank_crm.demo import marks

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
	"Error Log": "reference_doctype",
	"Email Queue": "reference_doctype",
	"Milestone": "reference_type",
	"Workflow Action": "reference_doctype",
}
#: What a bank makes for a DocType in the Desk: DocType → its field with the DocType's name. They are few, so
#: each is deleted with its rows and attachments; an import file holds what the vault was to seal.
DESIGNS = {
	"Assignment Rule": "document_type",
	"Auto Repeat": "reference_doctype",
	"Calendar View": "reference_doctype",
	"Client Script": "dt",
	"Dashboard Chart": "document_type",
	"Data Import": "reference_doctype",
	"Document Naming Rule": "document_type",
	"Energy Point Rule": "reference_doctype",  # Frappe 15 only
	"Kanban Board": "reference_doctype",
	"Milestone Tracker": "document_type",
	"Notification": "document_type",
	"Number Card": "document_type",
	"Server Script": "reference_doctype",
	"Webhook": "webhook_doctype",
	"Workflow": "document_type",
}
#: What is made from a report: DocType → its field with the report's name. Prepared reports hold customers.
FROM_REPORTS = {"Auto Email Report": "report", "Prepared Report": "report_name"}


def own_modules() -> list[str]:
	"""Return the app's modules on this site."""
	return frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")


def own_doctypes() -> list[str]:
	"""Return the DocTypes of the app's modules on this site."""
	return frappe.get_all("DocType", filters={"module": ("in", own_modules())}, pluck="name")


def remove() -> None:
	"""Delete pointers, designs, files, list settings, running numbers, jobs, patches and the sealing key.

	The sealing key opens nothing once the vault is gone; the backup taken before holds both.
	"""
	doctypes = own_doctypes()
	if doctypes:
		remove_designs(doctypes)
		_remove_files(doctypes)  # leaves comments behind, which go with the pointers
		for table, column in POINTERS.items():
			frappe.db.delete(table, {column: ("in", doctypes)})
		frappe.db.delete("__UserSettings", {"doctype": ("in", doctypes)})
	_drop_sequences()
	remove_series()
	frappe.db.delete("Patch Log", {"patch": ("like", "bank_crm.%")})
	_remove_jobs()
	_remove_demo()
	_remove_sidebars()
	remove_first_steps()
	# Frappe 16 looks for icons by the title of an app that is gone by then
	frappe.db.delete("Desktop Icon", {"app": "bank_crm"})
	update_site_config(CONFIG_KEY, "None", validate=False)  # "None" is how Frappe spells "take it out"
	update_site_config(log_keys.CONFIG_KEY, "None", validate=False)


def remove_series() -> None:
	"""Running numbers the framework keeps by the names' beginnings; a year in it may be any year."""
	named = frappe.get_all(
		"DocType", {"name": ("in", own_doctypes()), "autoname": ("like", "%.#%")}, pluck="autoname"
	)
	series = frappe.qb.DocType("Series")
	beginnings = [series.name.like(each.split(".#")[0].replace(".YYYY.", "____")) for each in named]
	if beginnings:
		frappe.qb.from_(series).delete().where(Criterion.any(beginnings)).run()


def _drop_sequences() -> None:
	"""Frappe drops the tables with the app, but not the sequences its DocTypes number from."""
	for doctype in own_doctypes():
		frappe.db.sql_ddl(f"drop sequence if exists `{frappe.scrub(doctype)}_id_seq`")


def remove_designs(doctypes: list[str]) -> None:
	"""Delete what was made for the DocTypes; shipped charts and cards stay, Frappe takes them with the modules."""
	modules = own_modules()
	reports = frappe.get_all("Report", filters={"module": ("in", modules)}, pluck="name")
	for table, names in ((DESIGNS, doctypes), (FROM_REPORTS, reports)):
		for doctype, field in table.items():
			if not frappe.db.exists("DocType", doctype):
				continue
			filters = {field: ("in", names)}
			if frappe.get_meta(doctype).has_field("module"):
				filters["module"] = ("not in", modules)
			for name in frappe.get_all(doctype, filters=filters, pluck="name"):
				frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)  # uninstalling


def _remove_files(doctypes: list[str]) -> None:
	for name in frappe.get_all("File", filters={"attached_to_doctype": ("in", doctypes)}, pluck="name"):
		frappe.delete_doc("File", name, force=True, ignore_permissions=True)  # uninstalling


def _remove_sidebars() -> None:
	"""Frappe 16 makes one up for each workspace and takes only those along that name the app."""
	if frappe.db.exists("DocType", "Workspace Sidebar"):
		desks = frappe.get_all("Workspace", filters={"module": ("in", own_modules())}, pluck="name")
		for name in frappe.get_all("Workspace Sidebar", filters={"name": ("in", desks)}, pluck="name"):
			frappe.delete_doc("Workspace Sidebar", name, force=True, ignore_permissions=True)  # uninstalling


def remove_first_steps() -> None:
	"""A step names no module, so Frappe takes the Module Onboardings along and leaves their steps behind."""
	starts = frappe.get_all("Module Onboarding", {"module": ("in", own_modules())}, pluck="name")
	if steps := frappe.get_all("Onboarding Step Map", {"parent": ("in", starts or [""])}, pluck="step"):
		frappe.db.delete("Onboarding Step", {"name": ("in", steps)})


def _remove_jobs() -> None:
	jobs = frappe.get_all("Scheduled Job Type", filters={"method": ("like", "bank_crm.%")}, pluck="name")
	if jobs:
		frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ("in", jobs)})
		frappe.db.delete("Scheduled Job Type", {"name": ("in", jobs)})


def _remove_demo() -> None:
	"""The demo bank's staff, their password and the stamps of its loading."""
	for user in frappe.get_all("User", {"name": ("like", f"%@{marks.STAFF_DOMAIN}")}, pluck="name"):
		frappe.delete_doc("User", user, force=True, ignore_permissions=True)  # uninstalling
	frappe.db.delete("DefaultValue", {"parent": marks.STAMPS_PARENT})
	update_site_config(marks.PASSWORD_KEY, "None", validate=False)
