"""The page on which somebody asks for a product; works without scripts (SAL-01)."""

import frappe
from frappe import _

from bank_crm.api.product_enquiry import FLAG
from bank_crm.domain.enums import CustomerType, ProductCategory
from bank_crm.sales.leads import web_form

no_cache = True
TYPED = ("name", "mobile", "customer_type", "product_category", "amount", "branch", "remarks", "agreed")


def get_context(context: frappe._dict) -> frappe._dict:
	"""An empty form, the form with what is wrong, or the thanks."""
	problems = frappe.local.flags.get(FLAG) or {}
	context.no_cache = 1
	context.problems = problems
	context.typed = {field: str(frappe.form_dict.get(field) or "") if problems else "" for field in TYPED}
	context.sent = bool(frappe.form_dict.get("sent"))
	context.form = web_form.new_form()
	context.campaign = str(frappe.form_dict.get("campaign" if problems else "c") or "")[:300]
	context.kinds = [(one, _(one, context="Bank Lead")) for one in CustomerType.values()]
	context.lines = [(one, _(one, context="Bank Product")) for one in ProductCategory.values()]
	context.branches = web_form.choices()
	context.limits = {
		"name": web_form.LONGEST_NAME,
		"remarks": web_form.LONGEST_TEXT,
		"mobile": 20,
		"amount": 16,
	}
	context.csrf_token = "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
	context.texts = _texts()
	return context


def _texts() -> dict[str, str]:
	return {
		"title": _("Ask for a Product"),
		"intro": _("Tell us what you are interested in: an adviser of ours calls you."),
		"name": _("Your Name"),
		"mobile": _("Mobile Number"),
		"customer_type": _("You ask for"),
		"product_category": _("What are you interested in?"),
		"amount": _("About how much (yuan)"),
		"branch": _("A branch near you"),
		"any_branch": _("Any"),
		"remarks": _("What else should we know?"),
		"careful": _("Never write passwords, PINs or codes into this form."),
		"agreed": _("I agree that the bank uses what I have written here to call me about it."),
		"choose": _("Please choose"),
		"send": _("Send", context="Web Form"),
		"wrong": _("Please correct what is marked."),
		"received": _("Thank you. An adviser of ours calls you."),
		"again": _("Send another request"),
	}
