"""Complaints: what the buttons of the form ask for (SVC-11)."""

import frappe

from bank_crm.service.complaints import actions, letter

COMPLAINT = "Bank Complaint"


@frappe.whitelist(methods=["POST"])
def approve_compensation(complaint: str) -> str:
	"""Approve the proposed compensation; returns who did. Raises frappe.PermissionError for whoever may not."""
	frappe.has_permission(COMPLAINT, "write", doc=complaint, throw=True)
	document = frappe.get_doc(COMPLAINT, complaint)
	actions.approve_compensation(document)
	return document.compensation_approved_by


@frappe.whitelist(methods=["POST"])
def reply_letter(complaint: str) -> None:
	"""Answer with the reply letter as a PDF, for who may print the complaint; printing it is logged.

	Raises frappe.PermissionError for whoever may not, frappe.ValidationError before the reply is given.
	"""
	frappe.has_permission(COMPLAINT, "print", doc=complaint, throw=True)
	document = frappe.get_doc(COMPLAINT, complaint)
	frappe.local.response.filecontent = letter.pdf(document)
	frappe.local.response.filename = f"{document.name}.pdf"
	frappe.local.response.type = "pdf"
