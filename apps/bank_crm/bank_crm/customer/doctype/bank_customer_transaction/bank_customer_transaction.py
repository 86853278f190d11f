import frappe
from frappe import _

from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.customer import checks


class BankCustomerTransaction(SealedDocument):
	"""One booking on an account (CUS-06); written by the synchronisation, never edited."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		amount: DF.Currency
		balance_after: DF.Currency
		channel: DF.Literal["", "Counter", "ATM", "Mobile", "Online", "POS", "Third Party", "System"]
		counterparty: DF.Data | None
		counterparty_account: DF.Data | None
		currency: DF.Link | None
		customer: DF.Link
		direction: DF.Literal["", "Credit", "Debit"]
		external_id: DF.Data | None
		name: DF.Int | None
		posted_at: DF.Datetime
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
		row_hash: DF.Data | None
		source_system: DF.Data | None
		summary: DF.Data | None
		txn_type: DF.Literal[
			"",
			"Deposit",
			"Withdrawal",
			"Transfer In",
			"Transfer Out",
			"Purchase",
			"Redemption",
			"Loan Disbursement",
			"Loan Repayment",
			"Card Spend",
			"Fee",
			"Interest",
		]
	# end: auto-generated types

	def validate(self) -> None:
		"""Check the amount and the counterparty's number."""
		checks.empty_to_null(self, "source_system", "external_id")
		if not self.amount or self.amount <= 0:
			checks.refuse(self, "amount", _("must be above zero; the direction tells the sign."))
		checks.check_account_number(self, "counterparty_account")


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Customer Transaction", ["source_system", "external_id"])
	frappe.db.add_index("Bank Customer Transaction", ["customer", "posted_at"])
	frappe.db.add_index("Bank Customer Transaction", ["account", "posted_at"])
