"""The indexes DocTypes ask for, on sites that had the tables before the indexes were thought of."""

import frappe
from frappe.modules import load_doctype_module


def create() -> None:
	"""Add every missing index of the app's DocTypes; those that exist are left alone.

	Frappe asks a DocType for its indexes only when its JSON has changed, and an index is added in Python.
	"""
	modules = frappe.get_all("Module Def", filters={"app_name": "bank_crm"}, pluck="name")
	for doctype in frappe.get_all("DocType", filters={"module": ("in", modules), "custom": 0}, pluck="name"):
		update = getattr(load_doctype_module(doctype), "on_doctype_update", None)
		if update is not None:
			update()
