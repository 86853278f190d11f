import frappe
from frappe.model.document import Document


class BankCustomerNeed(Document):
	"""Something a customer asked for, remembered for the next visit (CUS-18)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App"]
		customer: DF.Link
		name: DF.Int | None
		need: DF.Data
		need_on: DF.Date
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
		status: DF.Literal["Open", "Met", "Dropped"]
		user: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the page, the lists and the loads read by."""
	frappe.db.add_index("Bank Customer Need", ["customer", "need_on"])
