import frappe
from frappe.model.document import Document


class BankStageChange(Document):
	"""One move of a customer along the stages of the relationship (CUS-17); written with the move."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changed_at: DF.Datetime
		changed_by: DF.Link | None
		customer: DF.Link
		from_stage: DF.Literal["", "Prospect", "New", "Active", "Growing", "At Risk", "Churned", "Won Back"]
		name: DF.Int | None
		reason: DF.Data | None
		source: DF.Literal["", "Rule", "Manual"]
		to_stage: DF.Literal["", "Prospect", "New", "Active", "Growing", "At Risk", "Churned", "Won Back"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the page, the lists and the loads read by."""
	frappe.db.add_index("Bank Stage Change", ["customer", "changed_at"])
