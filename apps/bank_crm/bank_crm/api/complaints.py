"""Complaints: what the buttons of the form ask for (SVC-11)."""

import frappe

from bank_crm.service.complaints import actions

COMPLAINT = "Bank Complaint"


@frappe.whitelist(methods=["POST"])
def approve_compensation(complaint: str) -> str:
	"""Approve the proposed compensation; returns who did. Raises frappe.PermissionError for whoever may not."""
	frappe.has_permission(COMPLAINT, "write", doc=complaint, throw=True)
	document = frappe.get_doc(COMPLAINT, complaint)
	actions.approve_compensation(document)
	return document.compensation_approved_by
