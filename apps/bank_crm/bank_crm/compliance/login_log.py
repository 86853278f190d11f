"""What the log-in needs of Frappe's Activity Log, where every failure is written, whichever way it came.

The operation log takes log-ins, refusals and log-outs from there itself (`log_documents.on_activity`).
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.core.doctype.activity_log.activity_log import ActivityLog

from bank_crm.compliance import login


def hide_unknown_name(doc: ActivityLog, method: str | None = None) -> None:
	"""Keep what was typed for a name nobody has out of the log: it may have been a password."""
	if _failed(doc) and doc.user and not frappe.db.exists("User", doc.user):
		doc.flags.bank_typed_name = doc.user
		doc.user, doc.full_name = "Guest", _("Unknown User")


def count_failure(doc: ActivityLog, method: str | None = None) -> None:
	"""Count it, unless it is the refusal of an account that is locked already."""
	if _failed(doc) and doc.subject != login.REFUSED:
		login.failed(doc.flags.bank_typed_name or doc.user)


def _failed(doc: ActivityLog) -> bool:
	return doc.operation == "Login" and doc.status == "Failed"
