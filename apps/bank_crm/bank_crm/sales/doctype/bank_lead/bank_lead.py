import frappe

from bank_crm import numbering
from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.sales.leads import assignment, entry, rows


class BankLead(SealedDocument):
	"""Somebody who may become a customer, or a customer who may want more, until it is clear (SAL-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_lead_follow_up.bank_lead_follow_up import BankLeadFollowUp

		assigned_on: DF.Datetime | None
		assignment_reason: DF.SmallText | None
		branch: DF.Link | None
		campaign: DF.Link | None
		convert_key: DF.Data | None
		converted_on: DF.Datetime | None
		customer: DF.Link | None
		customer_type: DF.Literal["Person", "Company"]
		disqualified_reason: DF.SmallText | None
		email: DF.Data | None
		expected_amount: DF.Currency
		external_id: DF.Data | None
		first_contact_on: DF.Datetime | None
		follow_up_count: DF.Int
		follow_ups: DF.Table[BankLeadFollowUp]
		id_number: DF.Data | None
		last_follow_up_on: DF.Datetime | None
		lead_name: DF.Data
		match_signs: DF.Data | None
		mobile: DF.Data | None
		next_follow_up: DF.Date | None
		opened_on: DF.Datetime | None
		opportunity: DF.Link | None
		product: DF.Link | None
		product_category: DF.Literal[
			"",
			"Savings",
			"Time Deposit",
			"Wealth",
			"Fund",
			"Precious Metal",
			"Insurance",
			"Loan",
			"Credit Card",
			"Debit Card",
		]
		remarks: DF.SmallText | None
		rule: DF.Link | None
		salesperson: DF.Link | None
		same_as: DF.Link | None
		score: DF.Int
		score_reasons: DF.SmallText | None
		source: DF.Literal["", "Campaign", "Web Form", "Referral", "Branch", "Import", "Behaviour"]
		source_detail: DF.Data | None
		status: DF.Literal["", "New", "Following", "Qualified", "Converted", "Disqualified"]
	# end: auto-generated types

	def autoname(self) -> None:
		"""LEAD-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def before_insert(self) -> None:
		"""Complete what is missing."""
		entry.fill(self)

	def before_validate(self) -> None:
		"""What nobody types stays as it was."""
		if not self.is_new():
			entry.keep_written(self)

	def validate(self) -> None:
		"""Refuse what does not fit together; match, weigh and assign."""
		entry.check(self)

	def on_update(self) -> None:
		"""Tell who has got it."""
		assignment.follow(self)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers, and the indexes lists, reminders and reports read by."""
	numbering.create_sequence(rows.LEAD)
	for columns in (
		["salesperson", "status"],
		["branch", "status"],
		["status", "next_follow_up"],
		["opened_on"],
		["owner"],
		["customer"],
		["campaign", "status"],
		["same_as"],
	):
		frappe.db.add_index(rows.LEAD, columns)
	frappe.db.add_unique(rows.LEAD, ["source", "external_id"])
