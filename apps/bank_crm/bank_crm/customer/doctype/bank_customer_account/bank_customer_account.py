import frappe

from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.customer import checks, rollup
from bank_crm.customer.file import ownership
from bank_crm.customer.tiers.evaluation import evaluate
from bank_crm.domain.enums import LIABILITY_CATEGORIES


class BankCustomerAccount(SealedDocument):
	"""One account, card, loan or holding of a customer (CUS-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.customer.doctype.bank_account_holder.bank_account_holder import BankAccountHolder

		account_no: DF.Data | None
		balance: DF.Currency
		branch: DF.Link | None
		card_no: DF.Data | None
		category: DF.Literal[
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
		currency: DF.Link | None
		customer: DF.Link
		external_id: DF.Data | None
		holders: DF.Table[BankAccountHolder]
		instalment: DF.Currency
		is_liability: DF.Check
		last_synced_at: DF.Datetime | None
		linked_account: DF.Link | None
		maturity_date: DF.Date | None
		opened_on: DF.Date | None
		principal: DF.Currency
		product: DF.Link | None
		rate: DF.Percent
		row_hash: DF.Data | None
		source_system: DF.Data | None
		status: DF.Literal["Active", "Dormant", "Frozen", "Overdue", "Defaulted", "Closed"]
		term_months: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Check the numbers and dates; what the category means for the balance follows from it."""
		checks.empty_to_null(self, "source_system", "external_id")
		checks.check_account_number(self, "account_no")
		checks.check_card_number(self, "card_no")
		checks.check_period(self, "opened_on", "maturity_date")
		checks.check_amounts(self, "balance", "principal", "instalment", "rate")
		self.is_liability = int(self.category in LIABILITY_CATEGORIES)
		ownership.guard(self)

	def after_insert(self) -> None:
		"""A product entered by hand is marked in the customer's file (CUS-09)."""
		ownership.note_product(self)

	def on_update(self) -> None:
		"""Let the customer's totals and tier follow at once (CUS-08, SEG-01)."""
		before = self.get_doc_before_save()
		customers = {self.customer, before.customer if before else self.customer}
		rollup.refresh_customers(customers)
		evaluate(customers)

	def after_delete(self) -> None:
		"""Let the customer's totals, marks and tier follow at once."""
		ownership.forget_product(self)
		rollup.refresh_customers([self.customer])
		evaluate([self.customer])


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Customer Account", ["source_system", "external_id"])
	frappe.db.add_index("Bank Customer Account", ["customer", "category"])
