"""The page of the web form and of its receipt; works without scripts (SVC-13)."""

import frappe
from frappe import _

from bank_crm.api.service_request import FLAG
from bank_crm.domain.service_enums import OrderType
from bank_crm.service.intake import portal

no_cache = True
TYPED = ("name", "mobile", "email", "order_type", "subject", "description")


def get_context(context: frappe._dict) -> frappe._dict:
	"""An empty form, the form with what is wrong, or how far an order is."""
	problems = frappe.local.flags.get(FLAG) or {}
	receipt = str(frappe.form_dict.get("r") or "")
	context.no_cache = 1
	context.problems = problems
	context.typed = {field: str(frappe.form_dict.get(field) or "") if problems else "" for field in TYPED}
	context.receipt = receipt
	context.progress = portal.progress(receipt) if receipt else None
	context.sent = bool(frappe.form_dict.get("sent"))
	context.form = portal.new_form()
	context.types = [(one, _(one, context="Bank Work Order")) for one in OrderType.values()]
	context.limits = {
		"name": portal.LONGEST_NAME,
		"subject": portal.LONGEST_SUBJECT,
		"description": portal.LONGEST_TEXT,
	}
	context.csrf_token = "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
	context.texts = _texts()
	return context


def _texts() -> dict[str, str]:
	return {
		"title": _("Contact Us"),
		"intro": _("Ask, complain, suggest or have something done: we answer by phone or e-mail."),
		"name": _("Your Name"),
		"mobile": _("Mobile Number"),
		"email": _("E-mail"),
		"order_type": _("What is it about?"),
		"choose": _("Please choose"),
		"subject": _("Subject"),
		"description": _("Description"),
		"files": _("Files (at most {0}, {1} MB each)").format(
			portal.MOST_FILES, portal.LARGEST_FILE // 2**20
		),
		"careful": _("Never write passwords, PINs or codes into this form."),
		"send": _("Send", context="Web Form"),
		"wrong": _("Please correct what is marked."),
		"received": _("We have received your request."),
		"number": _("Your number is {0}."),
		"state": _("State: {0}"),
		"day": _("Received on {0}"),
		"keep": _("Keep this address to see how far we are:"),
		"unknown": _("This address is not valid or has expired."),
		"again": _("Send another request"),
	}
