"""The bank's name and logo where the framework shows its own, at install; taken back at uninstall.

Only what still has the framework's default is set, and only what we set is taken back.
"""

import frappe

LOGO = "/assets/bank_crm/images/bank-crm-logo.svg"
APP_NAME = "Bank CRM"
#: (DocType, field, our value) of the singles that name the application.
OURS = (
	("Website Settings", "app_name", APP_NAME),
	("Website Settings", "app_logo", LOGO),
	("Website Settings", "favicon", LOGO),
	("System Settings", "app_name", APP_NAME),
	("Navbar Settings", "app_logo", LOGO),
)
DEFAULTS = (None, "", "Frappe", "/assets/frappe/images/frappe-framework-logo.svg")


def brand() -> None:
	"""Give the log-in page, the mails and the Desk our name and logo where nothing else was chosen."""
	for doctype, field, value in OURS:
		if frappe.db.get_single_value(doctype, field) in DEFAULTS:
			frappe.db.set_single_value(doctype, field, value)
	_sign_currency()
	frappe.clear_cache()


def _sign_currency() -> None:
	"""Frappe's own list has no sign for the renminbi; without one every amount begins with `CNY`."""
	if frappe.db.exists("Currency", "CNY") and not frappe.db.get_value("Currency", "CNY", "symbol"):
		frappe.db.set_value("Currency", "CNY", {"symbol": "¥", "enabled": 1})


def unbrand() -> None:
	"""Take back what `brand` set and nobody changed since."""
	for doctype, field, value in OURS:
		if frappe.db.get_single_value(doctype, field) == value:
			frappe.db.set_single_value(doctype, field, "Frappe" if field == "app_name" else "")
	frappe.clear_cache()
