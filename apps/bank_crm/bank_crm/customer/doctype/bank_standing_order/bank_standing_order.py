import frappe

from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.customer import checks


class BankStandingOrder(SealedDocument):
	"""A payment an account makes regularly."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account: DF.Link
		amount: DF.Currency
		counterparty_account: DF.Data | None
		counterparty_bank: DF.Data | None
		customer: DF.Link
		external_id: DF.Data | None
		purpose: DF.Data | None
		row_hash: DF.Data | None
		source_system: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Check the counterparty's number."""
		checks.empty_to_null(self, "source_system", "external_id")
		checks.check_account_number(self, "counterparty_account")


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Standing Order", ["source_system", "external_id"])
