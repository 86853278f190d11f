import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate, today

from bank_crm.customer import checks
from bank_crm.customer.care import generate
from bank_crm.domain.care import RuleOccasion


class BankLifeEvent(Document):
	"""Something that changes a customer's life and starts an action plan (CAR-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		event_on: DF.Date
		event_type: DF.Literal[
			"",
			"Marriage",
			"Child Born",
			"Child Starts School",
			"Home Purchase",
			"New Job",
			"Retirement",
			"Illness",
			"Bereavement",
			"Other",
		]
		name: DF.Int | None
		note: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		"""An event has happened, or is known for the next two years."""
		if (getdate(self.event_on) - getdate(today())).days > 730:
			checks.refuse(self, "event_on", _("too far ahead."))

	def after_insert(self) -> None:
		"""The action plan starts at once, not only at night."""
		generate.run_for([self.customer], [RuleOccasion.LIFE_EVENT.value])


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Life Event", ["customer", "event_on"])
	frappe.db.add_index("Bank Life Event", ["event_on"])
