import frappe
from frappe.model.document import Document


class BankStandingOrder(Document):
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


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Standing Order", ["source_system", "external_id"])
