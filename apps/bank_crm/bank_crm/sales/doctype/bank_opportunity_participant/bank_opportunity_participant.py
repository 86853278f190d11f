import frappe
from frappe.model.document import Document


class BankOpportunityParticipant(Document):
	"""A colleague who helps with an opportunity, and may see or change it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Literal["", "Product Specialist", "Credit Officer", "Supporter", "Referrer"]
		scope: DF.Literal["Read", "Write"]
		user: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the index a colleague's own opportunities are found by."""
	frappe.db.add_index("Bank Opportunity Participant", ["user"])
