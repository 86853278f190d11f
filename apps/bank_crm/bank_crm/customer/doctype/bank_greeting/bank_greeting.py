import frappe
from frappe.model.document import Document

from bank_crm.customer.care import greetings


class BankGreeting(Document):
	"""A greeting text with the customer's name and the occasion filled in (CAR-05, CAR-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		body: DF.Text
		enabled: DF.Check
		offer: DF.SmallText | None
		product: DF.Link | None
		subject: DF.Data | None
		title: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Only texts that can be filled are kept."""
		greetings.check(self.body)
		greetings.check(self.subject or "")


@frappe.whitelist()
def preview(body: str, offer: str = "") -> str:
	"""Return a text as a customer would read it, with examples for the placeholders (ValidationError if none)."""
	frappe.has_permission("Bank Greeting", "read", throw=True)
	return greetings.render(body, {**greetings.PLACEHOLDERS, "offer": offer})
