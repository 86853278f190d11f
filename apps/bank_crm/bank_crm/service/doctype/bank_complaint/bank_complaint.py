from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from bank_crm.service.complaints import actions, letter, rectifying, steps


class BankComplaint(Document):
	"""A complaint as the regulator wants it handled: its clock, inquiry, answer and proof (SVC-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_complaint_representative.bank_complaint_representative import (
			BankComplaintRepresentative,
		)
		from bank_crm.service.doctype.bank_complaint_respondent.bank_complaint_respondent import (
			BankComplaintRespondent,
		)

		amount_claimed: DF.Currency
		branch: DF.Link | None
		category: DF.Literal[
			"",
			"Savings",
			"Debit Card",
			"Credit Card",
			"Loan",
			"Payment and Settlement",
			"Own Wealth Products",
			"Agency Business",
			"Foreign Exchange",
			"Precious Metal",
			"Government Bonds",
			"Cash Services",
			"Credit Reporting",
			"Debt Collection",
			"Personal Financial Data",
			"Other",
		]
		cause: DF.Link | None
		closed_on: DF.Datetime | None
		compensation: DF.Literal["", "Money", "Fees Refunded", "Benefit or Gift", "Written Apology"]
		compensation_amount: DF.Currency
		compensation_approved_by: DF.Link | None
		compensation_approved_on: DF.Datetime | None
		compensation_note: DF.SmallText | None
		complexity: DF.Literal["Simple", "Complex"]
		complexity_reason: DF.SmallText | None
		customer: DF.Link | None
		customer_accepts: DF.Literal["", "Accepts", "Does Not Accept", "No Answer"]
		due_on: DF.Date | None
		extension_asked_by: DF.Link | None
		extension_asked_on: DF.Datetime | None
		extension_decided_by: DF.Link | None
		extension_decided_on: DF.Datetime | None
		extension_decision: DF.Literal["", "Approved", "Refused"]
		extension_reason: DF.SmallText | None
		extension_told_on: DF.Date | None
		findings: DF.Text | None
		improvement: DF.Link | None
		informed_by: DF.Literal["", "Letter", "Phone", "Email", "SMS", "In Person"]
		informed_note: DF.SmallText | None
		informed_on: DF.Datetime | None
		informed_user: DF.Link | None
		investigator: DF.Link | None
		is_group: DF.Check
		keep_until: DF.Date | None
		on_time: DF.Literal["", "In Time", "Due Soon", "Late"]
		origin: DF.Literal[
			"Customer",
			"Passed on by the Regulator",
			"Financial Consumer Hotline",
			"Other Authority",
		]
		outcome: DF.Literal["", "Upheld", "Partly Upheld", "Not Upheld", "Settled"]
		part_of: DF.Link | None
		people_count: DF.Int
		reason: DF.Literal[
			"",
			"Rules and Procedures",
			"Attitude and Quality of Service",
			"Facilities and Equipment",
			"Business Systems",
			"Yield of Products",
			"Disclosure of Information",
			"Pricing and Fees",
			"Marketing Methods",
			"Contract Terms",
			"Safety of Funds",
			"Personal Information",
			"Debt Collection Methods",
			"Other",
		]
		received_on: DF.Datetime | None
		rectification: DF.SmallText | None
		rectification_due: DF.Date | None
		rectification_owner: DF.Link | None
		rectified_on: DF.Date | None
		regulator_no: DF.Data | None
		replied_on: DF.Datetime | None
		reply: DF.TextEditor | None
		representatives: DF.Table[BankComplaintRepresentative]
		respondents: DF.TableMultiSelect[BankComplaintRespondent]
		state: DF.Link | None
		subject: DF.Data | None
		work_order: DF.Link
	# end: auto-generated types

	def before_validate(self) -> None:
		"""What the steps write is not for typing."""
		steps.keep_written(self)

	def validate(self) -> None:
		"""The step is judged, the day is set, and what is wrong becomes somebody's to put right."""
		steps.check(self)
		rectifying.settle(self)

	def on_update(self) -> None:
		"""The order gets the answer, the group too; a handler with a conflict of interest loses the order."""
		actions.follow_step(self)
		actions.release_handler(self)

	def letter(self) -> dict[str, str]:
		"""Return the words of the reply letter that are not the document's own."""
		return letter.words(self)

	def on_trash(self) -> None:
		"""A complaint is kept until its years are over."""
		if not self.keep_until or getdate(self.keep_until) >= getdate(today()):
			frappe.throw(_("A complaint is kept until its years are over."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""Add the indexes the daily look, the reports and the customer's page read by."""
	frappe.db.add_index("Bank Complaint", ["state", "due_on"])
	frappe.db.add_index("Bank Complaint", ["received_on"])
	frappe.db.add_index("Bank Complaint", ["customer"])
	frappe.db.add_index("Bank Complaint", ["improvement"])
	frappe.db.add_index("Bank Complaint", ["investigator", "state"])
