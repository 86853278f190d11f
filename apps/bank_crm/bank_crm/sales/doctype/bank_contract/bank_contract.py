import frappe
from frappe.utils import get_fullname

from bank_crm import numbering
from bank_crm.compliance.approvals.documents import DecidedByMatrix
from bank_crm.sales.contracts import entry, steps, text


class BankContract(DecidedByMatrix):
	"""A contract with a customer: agreed, approved, signed, fulfilled (CON-01 to CON-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_contract_clause.bank_contract_clause import BankContractClause
		from bank_crm.sales.doctype.bank_contract_obligation.bank_contract_obligation import (
			BankContractObligation,
		)
		from bank_crm.sales.doctype.bank_contract_payment.bank_contract_payment import BankContractPayment

		amended_by: DF.Link | None
		amendment_no: DF.Int
		amends: DF.Link | None
		amount: DF.Currency
		application: DF.Link | None
		approval: DF.Link | None
		branch: DF.Link | None
		clauses: DF.Table[BankContractClause]
		contract_type: DF.Link
		customer: DF.Link
		customer_signatory: DF.Data | None
		end_reason: DF.Data | None
		ended_on: DF.Date | None
		ends_on: DF.Date | None
		fingerprint: DF.Data | None
		notice_days: DF.Int
		obligations: DF.Table[BankContractObligation]
		opportunity: DF.Link | None
		payments: DF.Table[BankContractPayment]
		product: DF.Link | None
		remarks: DF.SmallText | None
		remind_on: DF.Date | None
		reminded_on: DF.Date | None
		renewal_stopped_on: DF.Date | None
		renews: DF.Check
		responsible: DF.Link | None
		signed_by: DF.Link | None
		signed_copy: DF.Attach | None
		signed_on: DF.Date | None
		starts_on: DF.Date | None
		state: DF.Literal[
			"Draft",
			"Pending Approval",
			"Approved",
			"Signed",
			"In Execution",
			"Completed",
			"Terminated",
		]
		template: DF.Link | None
		text: DF.LongText | None
		title: DF.Data | None
	# end: auto-generated types

	def autoname(self) -> None:
		"""CON-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def before_insert(self) -> None:
		"""Complete what is missing."""
		entry.fill(self)

	def before_validate(self) -> None:
		"""What nobody types stays as it was."""
		entry.keep_written(self)

	def validate(self) -> None:
		"""Refuse what does not fit together, steps that are none, changes of what was signed."""
		entry.check(self)
		steps.judge(self)

	def on_update(self) -> None:
		"""Do what a step means."""
		steps.follow(self)

	def on_trash(self) -> None:
		"""Only drafts go."""
		steps.keep(self)

	def onload(self) -> None:
		"""Tell the form whether the contract is still what was signed, and who corrects what is recorded."""
		self.set_onload("may_correct", entry.may_correct())
		self.set_onload("bank_kept", not steps.may_go(self))
		if self.fingerprint:
			self.set_onload("as_signed", entry.is_as_signed(self))

	def printed_signatory(self) -> str:
		"""Return who signed for the bank, for the print format."""
		return get_fullname(self.signed_by) if self.signed_by else ""

	def printed_clauses(self) -> list[tuple[str, str]]:
		"""Return the clauses with their values, for the print format."""
		return text.clauses(self)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers and what lists and reminders read by."""
	numbering.create_sequence("Bank Contract")
	frappe.db.add_index("Bank Contract", ["customer", "state"])
	frappe.db.add_index("Bank Contract", ["responsible", "state"])
	frappe.db.add_index("Bank Contract", ["branch", "state"])
	frappe.db.add_index("Bank Contract", ["state", "remind_on"])
	frappe.db.add_index("Bank Contract", ["owner"])
