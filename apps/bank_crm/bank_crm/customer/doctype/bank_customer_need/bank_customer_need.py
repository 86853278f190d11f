import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from bank_crm.customer import checks


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
		source: DF.Literal["Conversation", "Feedback", "Data Analysis", "Market Research"]
		status: DF.Literal["Open", "Met", "Dropped"]
		user: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Who writes it down has heard it."""
		self.user = self.user or frappe.session.user

	def validate(self) -> None:
		"""Refuse an empty text and a day to come."""
		self.need = (self.need or "").strip()
		if not self.need:
			checks.refuse(self, "need", _("is mandatory."))
		if self.need_on and getdate(self.need_on) > getdate():
			checks.refuse(self, "need_on", _("lies in the future."))


def on_doctype_update() -> None:
	"""Add the indexes the page, the lists and the loads read by."""
	frappe.db.add_index("Bank Customer Need", ["customer", "need_on"])
