import frappe
from frappe.model.document import Document

from bank_crm.customer import checks


class BankBehaviourEvent(Document):
	"""One step of a customer in an online channel (CUS-24)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "App", "Online", "WeChat", "Mini Program", "ATM", "Branch"]
		customer: DF.Link
		event_type: DF.Literal["", "Login", "Page View", "Click", "Search", "Application", "Logout"]
		external_id: DF.Data | None
		name: DF.Int | None
		occurred_at: DF.Datetime
		page: DF.Data | None
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
		source_system: DF.Data | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Keep the unique key free of empty texts."""
		checks.empty_to_null(self, "source_system", "external_id")


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Behaviour Event", ["source_system", "external_id"])
	frappe.db.add_index("Bank Behaviour Event", ["customer", "event_type", "occurred_at"])
	frappe.db.add_index("Bank Behaviour Event", ["event_type", "page", "occurred_at"])
	frappe.db.add_index("Bank Behaviour Event", ["event_type", "occurred_at"])
