import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm import numbering


class BankApproval(Document):
	"""One request for approval of a document, decided step by step (SAL-11, CON-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_approval_step.bank_approval_step import BankApprovalStep
		from bank_crm.compliance.doctype.bank_approval_vote.bank_approval_vote import BankApprovalVote

		amount: DF.Float
		applicant: DF.Link | None
		branch: DF.Link | None
		clock: DF.Literal["", "In Time", "Late", "Met", "Missed"]
		document_kind: DF.Literal["", "Contract", "Application", "Campaign", "Journey", "Tier Batch"]
		due_at: DF.Datetime | None
		ended_at: DF.Datetime | None
		person: DF.Link | None
		product: DF.Link | None
		reason: DF.SmallText | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		rule: DF.Link | None
		same_person: DF.Check
		started_at: DF.Datetime | None
		state: DF.Literal["Running", "Approved", "Refused", "Withdrawn"]
		steps: DF.Table[BankApprovalStep]
		subject_type: DF.Data | None
		title: DF.Data | None
		votes: DF.Table[BankApprovalVote]
		waiting_for: DF.SmallText | None
	# end: auto-generated types

	def autoname(self) -> None:
		"""APV-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def validate(self) -> None:
		"""Requests are written by decisions only, on whichever way somebody else may try it."""
		if not self.flags.bank_system:
			frappe.throw(_("Requests for approval are changed by decisions only."), frappe.PermissionError)

	def on_trash(self) -> None:
		"""What was decided stays as long as its document does."""
		if frappe.db.exists(self.reference_doctype, self.reference_name):
			frappe.throw(_("What was decided is not deleted."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers and what lists and the clocks read by."""
	numbering.create_sequence("Bank Approval")
	frappe.db.add_index("Bank Approval", ["reference_doctype", "reference_name"])
	frappe.db.add_index("Bank Approval", ["state", "due_at"])
