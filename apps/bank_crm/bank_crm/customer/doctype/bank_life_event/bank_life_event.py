import frappe
from frappe.model.document import Document


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


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Life Event", ["customer", "event_on"])
	frappe.db.add_index("Bank Life Event", ["event_on"])
