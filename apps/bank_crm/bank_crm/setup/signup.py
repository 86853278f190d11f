"""Nobody makes an account for him- or herself at a bank; taken back at uninstall where we closed it."""

import frappe

#: Global default that says that it was the app that closed it.
CLOSED = "bank_crm_closed_signup"


def close() -> None:
	"""Close Frappe's sign-up, which is open on a new site and tells who is registered."""
	if not frappe.db.get_single_value("Website Settings", "disable_signup"):
		frappe.db.set_single_value("Website Settings", "disable_signup", 1)
		frappe.db.set_default(CLOSED, "1")


def reopen() -> None:
	"""Give back what `close` changed."""
	if frappe.db.get_default(CLOSED):
		frappe.db.set_single_value("Website Settings", "disable_signup", 0)
		frappe.defaults.clear_default(CLOSED)
