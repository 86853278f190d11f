"""Quality reviews by hand: whoever may review opens one for an order (SVC-12)."""

import frappe
from frappe import _

from bank_crm.domain.intake_enums import ReviewOrigin
from bank_crm.permissions import scope
from bank_crm.service.quality import sampling

ORDER, REVIEW, CARD = "Bank Work Order", "Bank QA Review", "Bank QA Scorecard"


@frappe.whitelist(methods=["POST"])
def open_review(order: str, scorecard: str) -> str:
	"""Return the review of an order with a scorecard, opened now for the user if there is none."""
	frappe.has_permission(REVIEW, "create", throw=True)
	frappe.has_permission(CARD, "read", scorecard, throw=True)
	if not scope.allows(ORDER, order):
		raise frappe.PermissionError(_("This order is not among yours."))
	known = frappe.db.get_value(REVIEW, {"work_order": order, "scorecard": scorecard})
	if known:
		return str(known)
	fields = ["name", "handler", "branch", "customer", "queue"]
	values = frappe.db.get_value(ORDER, order, fields, as_dict=True)
	return sampling.open_review(scorecard, values, frappe.session.user, drawn_by=ReviewOrigin.PERSON)
