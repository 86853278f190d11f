"""The bank's name and logo where the framework shows its own, at install; taken back at uninstall.

Only what still has the framework's default is set, and only what we set is taken back.
"""

import frappe
from frappe import _

LOGO = "/assets/bank_crm/images/bank-crm-logo.svg"
APP_NAME = "Bank CRM"
#: Fields of singles that name the application, and those that hold its logo.
NAME_FIELDS = (("Website Settings", "app_name"), ("System Settings", "app_name"))
LOGO_FIELDS = (
	("Website Settings", "app_logo"),
	("Website Settings", "favicon"),
	("Navbar Settings", "app_logo"),
)
FRAMEWORK_NAME = "Frappe"


def brand() -> None:
	"""Give the log-in page, the mails and the Desk our name and logo where nothing else was chosen."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	for doctype, field in NAME_FIELDS:
		if frappe.db.get_single_value(doctype, field) in (None, "", FRAMEWORK_NAME):
			frappe.db.set_single_value(doctype, field, _(APP_NAME, lang=language))
	for doctype, field in LOGO_FIELDS:
		if not frappe.db.get_single_value(doctype, field):
			frappe.db.set_single_value(doctype, field, LOGO)
	_sign_currency()
	frappe.clear_cache()


def unbrand() -> None:
	"""Take back what `brand` set and nobody changed since; the currency's sign is right for any app."""
	language = frappe.db.get_single_value("System Settings", "language") or "en"
	for doctype, field in NAME_FIELDS:
		if frappe.db.get_single_value(doctype, field) in (APP_NAME, _(APP_NAME, lang=language)):
			frappe.db.set_single_value(doctype, field, FRAMEWORK_NAME)
	for doctype, field in LOGO_FIELDS:
		if frappe.db.get_single_value(doctype, field) == LOGO:
			frappe.db.set_single_value(doctype, field, "")
	frappe.clear_cache()


def _sign_currency() -> None:
	"""Frappe's own list has no sign for the renminbi; without one every amount begins with `CNY`."""
	if frappe.db.exists("Currency", "CNY") and not frappe.db.get_value("Currency", "CNY", "symbol"):
		frappe.db.set_value("Currency", "CNY", {"symbol": "¥", "enabled": 1})
