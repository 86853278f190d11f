import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.compliance import audits
from bank_crm.domain.compliance_enums import AuditVerdict

#: All that may be changed of an item; the rest is what the log says.
JUDGED = ("verdict", "note")


class BankAuditItem(Document):
	"""One high-privilege operation and its verdict (SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal[
			"",
			"Write",
			"Delete",
			"Log-in",
			"Log-in Refused",
			"Log-out",
			"Reveal",
			"Export",
			"Print",
			"Permission Change",
			"Tier Change",
			"Access Granted",
			"Access Used",
			"Access Withdrawn",
			"Export Requested",
			"Export Approved",
			"Export Downloaded",
			"Handover",
			"Unlock",
			"Workflow Change",
			"Data Subject Request",
			"Sync",
		]
		audit: DF.Link
		customer: DF.Data | None
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		fingerprint: DF.Data | None
		full_name: DF.Data | None
		log_entry: DF.Int
		name: DF.Int | None
		note: DF.SmallText | None
		occurred_at: DF.Datetime | None
		outcome: DF.Literal["Done", "Refused", "Failed"]
		ref_doctype: DF.Data | None
		ref_name: DF.Data | None
		summary: DF.SmallText | None
		user: DF.Data | None
		verdict: DF.Literal["Pending", "In Order", "To Be Clarified", "Not in Order"]
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the verdict may be given, in an open audit, with a note where it objects, and not on oneself (SEC-14)."""
		before = self.get_doc_before_save()
		if before is None:
			frappe.throw(_("Items of an audit are taken from the operation log."), frappe.PermissionError)
		audits.check_open(self.audit)
		for field in self.meta.get_valid_columns():
			told = self.meta.get_field(field)
			if told and field not in JUDGED and str(self.get(field) or "") != str(before.get(field) or ""):
				frappe.throw(
					_("{0} is what the operation log says and cannot be changed.").format(_(told.label))
				)
		if (self.verdict, self.note) == (before.verdict, before.note):
			return
		audits.check_not_own({self.user or ""})
		self.note = audits.check_verdict(self.verdict, self.note or "")
		decided = self.verdict != AuditVerdict.PENDING.value
		self.decided_by = frappe.session.user if decided else None
		self.decided_on = now_datetime() if decided else None

	def on_update(self) -> None:
		"""The audit counts its verdicts."""
		audits.recount(self.audit)

	def on_trash(self) -> None:
		"""Items are kept with their audit."""
		frappe.throw(_("Audits are not deleted."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""An operation is one item of an audit; lists read by audit, operation and verdict."""
	frappe.db.add_unique("Bank Audit Item", ["audit", "log_entry"])
	frappe.db.add_index("Bank Audit Item", ["audit", "action", "verdict"])
