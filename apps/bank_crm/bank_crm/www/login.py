"""The log-in page: Frappe's own, with the bank's words and 【忘记密码】 by e-mail or mobile phone."""

import frappe
from frappe import _
from frappe.www.login import get_context as frappe_context

from bank_crm.compliance import password_codes

no_cache = True


def get_context(context: frappe._dict) -> frappe._dict:
	"""Frappe's context and what the page adds: labels, texts of the script, the ways codes are sent."""
	frappe_context(context)
	context.login_label = _("Employee Number", context="Log-in")
	context.login_name_placeholder = _("Employee Number", context="Log-in")
	context.code_ways = [(way, label) for way, label in _ways() if way in password_codes.ways()]
	context.login_texts = {
		"forgot": _("Forgot Password"),
		"wrong": _("Wrong employee number or password."),
		"left": _("{0} more attempts before the account is locked."),
		"too_many": _("Too many requests. Please try again later."),
		"failed": _("This did not work. Please try again."),
		"sent": _("If the account exists and this way is known for it, a code is on its way."),
		"wait": _("Please wait…"),
	}
	context.no_way = _("No way to send codes is set up. Ask an administrator for a new password.")
	context.code_labels = {
		"account": _("Employee Number", context="Log-in"),
		"by": _("Send a code by"),
		"send": _("Send Code"),
		"code": _("Code", context="Log-in"),
		"confirm": _("Continue", context="Log-in"),
		"again": _("Send another code"),
		"back": _("Back to Login"),
	}
	return context


def _ways() -> list[tuple[str, str]]:
	return [
		(password_codes.EMAIL, _("E-mail")),
		(password_codes.MOBILE, _("Mobile Phone")),
	]
