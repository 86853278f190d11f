"""【忘记密码】 on the log-in page: for guests, limited by address, never saying which accounts exist (SEC-03)."""

import frappe
from frappe import _
from frappe.rate_limiter import rate_limit

from bank_crm.compliance import password_codes

HOUR = 3600


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=HOUR)
def request_code(account: str, way: str) -> dict[str, str]:
	"""Have a code sent by `way` ("Email" or "Mobile"); the answer is the same for every account."""
	if way not in password_codes.ways():
		frappe.throw(_("Codes cannot be sent this way. Ask an administrator for a new password."))
	return {"request": password_codes.request(account[:140], way)}


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=60, seconds=HOUR)
def confirm_code(request: str, code: str) -> dict[str, str]:
	"""Return the page for the new password if the code is right."""
	return {"redirect_to": password_codes.confirm(request[:64], code[:16])}


@frappe.whitelist(allow_guest=True, methods=["POST"])
@rate_limit(limit=30, seconds=HOUR)
def send_link(user: str) -> str:
	"""Frappe's own way, a link by e-mail, which would tell guests who is a user and who is disabled.

	Takes the place of `frappe.core.doctype.user.user.reset_password`.
	"""
	frappe.enqueue("bank_crm.compliance.password_codes.send_link", queue="short", account=user[:140])
	frappe.msgprint(_("If this account exists, instructions were sent to its e-mail address."))
	return ""
