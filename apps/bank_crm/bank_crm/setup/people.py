"""Colleagues by their names wherever one is chosen: the framework shows log-ins unless told otherwise (UX-01)."""

import frappe

USER, PROPERTY = "User", "show_title_field_in_link"
WHERE = {"doc_type": USER, "property": PROPERTY, "doctype_or_field": "DocType"}
MARK = "bank_crm_shows_names"


def show_names() -> None:
	"""Let links to users show and list full names, unless the site has decided about it."""
	if frappe.db.exists("Property Setter", WHERE) or frappe.get_meta(USER).get(PROPERTY):
		return
	frappe.make_property_setter(
		{
			"doctype": USER,
			"doctype_or_field": "DocType",
			"property": PROPERTY,
			"value": "1",
			"property_type": "Check",
		},
		is_system_generated=True,
	)
	frappe.db.set_default(MARK, "1")


def show_logins() -> None:
	"""Take back what `show_names` set."""
	if not frappe.db.get_default(MARK):
		return
	frappe.db.delete("Property Setter", WHERE)
	frappe.defaults.clear_default(MARK)
	frappe.clear_cache(doctype=USER)
