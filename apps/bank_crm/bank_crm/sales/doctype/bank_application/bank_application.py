import frappe

from bank_crm import numbering
from bank_crm.compliance.approvals.documents import DecidedByMatrix
from bank_crm.sales.applications import steps


class BankApplication(DecidedByMatrix):
	"""Something a customer applies for, decided by the approval matrix and handed over (SAL-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		application_type: DF.Literal[
			"",
			"Personal Loan",
			"Business Loan",
			"Credit Line",
			"Credit Card",
			"Guarantee",
			"Other",
		]
		approval: DF.Link | None
		branch: DF.Link | None
		collateral: DF.SmallText | None
		customer: DF.Link
		decided_on: DF.Datetime | None
		decision_note: DF.SmallText | None
		handed_over_by: DF.Link | None
		handed_over_on: DF.Datetime | None
		handed_over_to: DF.Data | None
		opportunity: DF.Link | None
		origin_key: DF.Data | None
		product: DF.Link | None
		purpose: DF.SmallText | None
		received_on: DF.Datetime | None
		salesperson: DF.Link | None
		state: DF.Literal["Received", "In Approval", "Approved", "Refused", "Handed Over", "Withdrawn"]
		term_months: DF.Int
		title: DF.Data | None
	# end: auto-generated types

	def autoname(self) -> None:
		"""APP-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def before_insert(self) -> None:
		"""Complete what is missing."""
		steps.fill(self)

	def before_validate(self) -> None:
		"""What nobody types stays as it was."""
		steps.keep_written(self)

	def validate(self) -> None:
		"""Refuse what does not fit together and steps that are none."""
		steps.check(self)

	def on_update(self) -> None:
		"""Do what a step means."""
		steps.follow(self)

	def onload(self) -> None:
		"""Tell the form whether the application stays for good."""
		self.set_onload("bank_kept", not steps.may_go(self))

	def on_trash(self) -> None:
		"""What was handed in stays."""
		steps.keep(self)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers and what lists read by."""
	numbering.create_sequence("Bank Application")
	frappe.db.add_index("Bank Application", ["customer", "state"])
	frappe.db.add_index("Bank Application", ["salesperson", "state"])
	frappe.db.add_index("Bank Application", ["branch", "state"])
	frappe.db.add_index("Bank Application", ["opportunity"])
	frappe.db.add_index("Bank Application", ["owner"])
