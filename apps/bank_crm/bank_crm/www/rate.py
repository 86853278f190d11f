"""The page behind a rating link: five grades, one tap, no script needed (SVC-07)."""

import frappe
from frappe import _
from frappe.utils import cint

from bank_crm.service.ratings import answers, grades, links
from bank_crm.service.ratings.links import Standing

no_cache = True


def get_context(context: frappe._dict) -> frappe._dict:
	"""What the link is good for and the words of the page; nothing about the customer is shown."""
	token = str(frappe.form_dict.get("t") or "")[:200]
	standing, request = links.look(token)
	context.no_cache = 1
	context.token = token
	context.standing = standing.value
	context.order = request.work_order if request and standing is not Standing.UNKNOWN else ""
	context.grades = grades.labels()
	context.chosen = cint(frappe.form_dict.get("g"))
	context.causes = answers.causes()
	context.given = grades.label(request.grade) if standing is Standing.RATED else ""
	context.ask_why = (
		standing is Standing.RATED and answers.is_low(request.grade) and answers.may_add_words(request)
	)
	context.said = cint(frappe.form_dict.get("said"))
	context.csrf_token = "" if frappe.session.user == "Guest" else frappe.sessions.get_csrf_token()
	context.texts = _texts()
	if standing is Standing.UNKNOWN:
		context.http_status_code = 404
	return context


def _texts() -> dict[str, str]:
	return {
		"title": _("Rate Our Service"),
		"question": _("How satisfied are you with our service?"),
		"order": _("Request {0}"),
		"words": _("Anything you would like to tell us? (optional)"),
		"cause": _("What was not good?"),
		"no_cause": _("Something else"),
		"send": _("Send", context="Web Form"),
		"thanks": _("Thank you for your rating!"),
		"given": _("Your rating: {0}"),
		"sorry": _("We are sorry. What went wrong? Somebody will look into it."),
		"said": _("Thank you, we have passed on what you wrote."),
		"over": _("This link has expired or is no longer needed. Thank you all the same."),
		"unknown": _("This link is not valid. Please open it exactly as it was sent to you."),
	}
