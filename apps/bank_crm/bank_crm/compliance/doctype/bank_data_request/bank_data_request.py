import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.privacy import flow


class BankDataRequest(Document):
	"""A customer's wish to see, correct or erase what the bank knows (SEC-17, RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_data_correction.bank_data_correction import BankDataCorrection
		from bank_crm.compliance.doctype.bank_data_request_item.bank_data_request_item import (
			BankDataRequestItem,
		)

		applicant: DF.Link
		asked_by: DF.Literal["The Customer", "A Representative"]
		complete_values: DF.Check
		corrections: DF.Table[BankDataCorrection]
		customer: DF.Link
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision_note: DF.SmallText | None
		done_at: DF.Datetime | None
		done_rows: DF.Int
		downloaded_at: DF.Datetime | None
		due_on: DF.Date | None
		expires_at: DF.Datetime | None
		failure: DF.SmallText | None
		file_hash: DF.Data | None
		file_size: DF.Int
		identity_checked: DF.Literal[
			"", "Identity Document", "Logged-in App", "Call-back", "Power of Attorney"
		]
		items: DF.Table[BankDataRequestItem]
		kept_rows: DF.Int
		proof: DF.Attach | None
		received_on: DF.Date
		received_through: DF.Literal["Counter", "Phone", "Letter", "Email", "App", "Other"]
		reminded_on: DF.Date | None
		representative: DF.Data | None
		request_type: DF.Literal["", "Access", "Correction", "Erasure"]
		status: DF.Link
		wish: DF.SmallText
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the steps of a request are possible, each by whom it is for; nothing changes after submission."""
		flow.apply(self)

	def on_update(self) -> None:
		"""What follows from a step: it is carried out, somebody is told, the log has it."""
		flow.after_save(self)

	def on_trash(self) -> None:
		"""That a customer asked, and what was answered, stays known."""
		frappe.throw(_("A data request is not deleted."), title=_("Data Request"))
