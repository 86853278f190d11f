"""Log-ins, refusals and log-outs in the operation log (SEC-13).

Frappe writes each of them to its Activity Log, whichever way they come (password, code, single sign-on,
a link by e-mail, an expired session), so that is where they are taken from.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.core.doctype.activity_log.activity_log import ActivityLog
from frappe.utils import strip_html

from bank_crm.compliance import login
from bank_crm.compliance.operation_log import record
from bank_crm.domain.compliance_enums import Operation, OperationOutcome

ACTIONS = {
	"Login": Operation.LOG_IN,
	"Impersonate": Operation.LOG_IN,
	"Logout": Operation.LOG_OUT,
}


def hide_unknown_name(doc: ActivityLog, method: str | None = None) -> None:
	"""Keep what was typed for a name nobody has out of the log: it may have been a password."""
	if _refused(doc) and doc.user and not frappe.db.exists("User", doc.user):
		doc.flags.bank_typed_name = login.find_user(doc.user) or doc.user
		doc.user, doc.full_name = "Guest", _("Unknown User")


def on_activity(doc: ActivityLog, method: str | None = None) -> None:
	"""Count what failed, and write the operation log."""
	action = ACTIONS.get(doc.operation)
	if not action:
		return
	if _refused(doc):
		if doc.subject != login.REFUSED:
			login.failed(doc.flags.bank_typed_name or doc.user)
		record(
			Operation.LOG_IN_REFUSED.value,
			"User",
			doc.user,
			outcome=OperationOutcome.REFUSED.value,
			detail=strip_html(doc.subject or ""),
		)
		return
	record(action.value, "User", doc.user, detail=strip_html(doc.subject or ""))


def _refused(doc: ActivityLog) -> bool:
	return doc.operation == "Login" and doc.status == "Failed"
