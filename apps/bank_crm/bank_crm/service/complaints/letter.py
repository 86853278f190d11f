"""The words of a complaint's reply letter (SVC-11)."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt, fmt_money, format_date, getdate, today

from bank_crm.customer.care import greetings
from bank_crm.domain.complaint_enums import ComplaintState
from bank_crm.service.complaints.actions import COMPLAINT, ORDER
from bank_crm.speaking import speaking

FORMAT = "Bank Complaint Reply Letter"
_GIVEN = (ComplaintState.REPLIED.value, ComplaintState.CLOSED.value)


def pdf(complaint: Document) -> bytes:
	"""Return the reply letter as a PDF in the customer's language; refused before the reply is given.

	The caller has asked the user's right.
	"""
	if complaint.state not in _GIVEN:
		frappe.throw(_("There is no letter before the reply is given."), title=_("Not Possible"))
	with speaking(frappe.db.get_value(ORDER, complaint.work_order, "language")):
		return frappe.get_print(COMPLAINT, complaint.name, FORMAT, doc=complaint, as_pdf=True)


def words(complaint: Document) -> dict[str, str]:
	"""Return addressee, subject, dates, compensation and sender as they stand in the letter."""
	name = (
		frappe.db.get_value("Bank Customer", complaint.customer, "customer_name")
		if complaint.customer
		else None
	)
	if not name:
		name = frappe.db.get_value(ORDER, complaint.work_order, "contact_name")
	return {
		"addressee": name or _("Customer"),
		"subject": complaint.subject or complaint.work_order,
		"received": format_date(complaint.received_on, "long"),
		"compensation": _compensation(complaint),
		"bank": greetings.bank_name(),
		"branch": frappe.db.get_value("Bank Branch", complaint.branch, "branch_name") or "",
		"dated": format_date(getdate(complaint.replied_on or today()), "long"),
	}


def _compensation(complaint: Document) -> str:
	told = [_(complaint.compensation, context="Bank Complaint")] if complaint.compensation else []
	if flt(complaint.compensation_amount):
		told.append(fmt_money(complaint.compensation_amount, currency=frappe.db.get_default("currency")))
	if complaint.compensation_note:
		told.append(complaint.compensation_note)
	return " · ".join(told)
