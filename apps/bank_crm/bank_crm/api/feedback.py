"""【意见反馈】 and 【在线支持】: a word about the system from any screen, and the measure it leads to (UX-06, UX-07)."""

import frappe

from bank_crm.service.feedback import actions
from bank_crm.service.feedback.rows import FEEDBACK


@frappe.whitelist(methods=["POST"])
def send(kind: str, text: str, route: str = "", screenshot: str | None = None) -> str:
	"""Store what the session's user says about a screen; returns its name.

	Numbers of customers in the text are masked. Raises ValidationError for an empty text, an unknown kind or a picture
	that is not the user's own, TooManyRequestsError above twenty within an hour.
	"""
	frappe.has_permission(FEEDBACK, "create", throw=True)
	doc = frappe.get_doc(
		{"doctype": FEEDBACK, "kind": kind, "text": text, "route": route, "screenshot": screenshot or None}
	)
	return str(doc.insert().name)


@frappe.whitelist(methods=["POST"])
def improve(name: str) -> str:
	"""Open the measure a word leads to, once; returns its name. Needs the right to answer and to open measures."""
	frappe.has_permission(FEEDBACK, "write", name, throw=True)
	frappe.has_permission("Bank Improvement", "create", throw=True)
	return actions.open_improvement(frappe.get_doc(FEEDBACK, name))
