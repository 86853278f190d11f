import frappe
from frappe.model.document import Document


class BankJourneyVersion(Document):
	"""What a journey does from one start to the next change (MKT-14); never changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changes: DF.Text | None
		content: DF.JSON | None
		journey: DF.Link
		made_at: DF.Datetime | None
		made_by: DF.Link | None
		version_no: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The versions of a journey."""
	frappe.db.add_unique("Bank Journey Version", ["journey", "version_no"])
