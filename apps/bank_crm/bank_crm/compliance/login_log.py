"""What follows from Frappe's Activity Log, where every log-in and failure is written, whichever way it came."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.core.doctype.activity_log.activity_log import ActivityLog

from bank_crm.compliance import login
from bank_crm.compliance.operation_log import record
from bank_crm.domain.compliance_enums import Operation, OperationOutcome

_OPERATIONS = {"Login": Operation.LOG_IN, "Logout": Operation.LOG_OUT}


def hide_unknown_name(doc: ActivityLog, method: str | None = None) -> None:
	"""Keep what was typed for a name nobody has out of the log: it may have been a password."""
	if _failed(doc) and doc.user and not frappe.db.exists("User", doc.user):
		doc.flags.bank_typed_name = doc.user
		doc.user, doc.full_name = "Guest", _("Unknown User")


def to_operation_log(doc: ActivityLog, method: str | None = None) -> None:
	"""Write who came in, was refused and left (SEC-13)."""
	operation = _OPERATIONS.get(doc.operation or "")
	if operation is None:
		return
	refused = doc.status == "Failed"
	record(
		(Operation.LOG_IN_REFUSED if refused else operation).value,
		outcome=(OperationOutcome.REFUSED if refused else OperationOutcome.DONE).value,
		user=doc.user or "Guest",
		detail=str(doc.subject or ""),
	)


def count_failure(doc: ActivityLog, method: str | None = None) -> None:
	"""Count it, unless it is the refusal of an account that is locked already."""
	if _failed(doc) and doc.subject != login.REFUSED:
		login.failed(doc.flags.bank_typed_name or doc.user)


def _failed(doc: ActivityLog) -> bool:
	return doc.operation == "Login" and doc.status == "Failed"
