import frappe
from frappe.model.document import Document


class BankSealedValue(Document):
	"""One sensitive value, encrypted; the document itself holds its mask only (SEC-15)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		blind_index: DF.Data
		ciphertext: DF.SmallText
		key_version: DF.Int
		kind: DF.Literal["", "mobile", "email", "id_number", "account_no", "card_no"]
		name: DF.Int | None
		ref_doctype: DF.Link
		ref_field: DF.Data
		ref_name: DF.Data
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Sealed Value", ["ref_doctype", "ref_name", "ref_field"])
	frappe.db.add_index("Bank Sealed Value", ["blind_index", "ref_doctype", "ref_field"])
