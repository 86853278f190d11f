import frappe
from frappe import _
from frappe.utils import getdate

from bank_crm.compliance.contact.blocks import NUMBERS
from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.customer import checks


class BankContactBlock(SealedDocument):
	"""Whom the bank does not contact, on which channel and for what (RSK-08, INT-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		channel: DF.Literal["All Channels", "SMS", "Email", "App", "WeChat", "Phone"]
		contact_list: DF.Link | None
		customer: DF.Link | None
		email: DF.Data | None
		from_date: DF.Date
		household: DF.Check
		id_number: DF.Data | None
		lift_reason: DF.SmallText | None
		lifted_at: DF.Datetime | None
		lifted_by: DF.Link | None
		line_key: DF.Data | None
		mobile: DF.Data | None
		name: DF.Int | None
		note: DF.SmallText | None
		proof: DF.Attach | None
		purpose: DF.Literal["All Purposes", "Care", "Service", "Survey", "Marketing"]
		reason: DF.Literal[
			"Customer's Wish", "Complaint", "Deceased", "Official List", "Bank's Decision", "Erased"
		]
		source: DF.Data | None
		until_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""A block names somebody, holds from the day it is entered, and is lifted, never rewritten."""
		if not self.customer and not any(self.get(field) for field in NUMBERS):
			checks.refuse(self, "customer", _("name a customer, or the number that is not to be contacted."))
		if self.customer and any(self.get(field) for field in NUMBERS):
			checks.refuse(self, "customer", _("name a customer or a number, not both."))
		if self.household and not self.customer:
			checks.refuse(self, "household", _("only a customer has a household."))
		if self.until_date and getdate(self.until_date) < getdate(self.from_date):
			checks.refuse(self, "until_date", _("is before the first day."))
		if self.is_new():
			self.update(
				{
					"active": 1,
					"contact_list": None,
					"line_key": None,
					"lifted_at": None,
					"lifted_by": None,
					"lift_reason": None,
				}
			)

	def on_trash(self) -> None:
		"""Why somebody was not contacted stays known."""
		frappe.throw(_("A block is lifted, never deleted."), title=_("Do Not Contact"))


def on_doctype_update() -> None:
	"""Add the indexes the gate and the customer's page read by."""
	frappe.db.add_index("Bank Contact Block", ["customer", "active", "channel", "purpose"])
	frappe.db.add_index("Bank Contact Block", ["active", "household", "customer"])
	frappe.db.add_unique("Bank Contact Block", ["line_key"])
