import frappe
from frappe.model.document import Document


class BankOpportunityStage(Document):
	"""How long an opportunity was in one stage (SAL-02, SAL-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		changed_by: DF.Link | None
		from_on: DF.Datetime
		name: DF.Int | None
		opportunity: DF.Link
		salesperson: DF.Link | None
		seconds: DF.Int
		stage: DF.Link
		to_on: DF.Datetime | None
		to_stage: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes opportunities and reports read by."""
	frappe.db.add_index("Bank Opportunity Stage", ["opportunity", "from_on"])
	frappe.db.add_index("Bank Opportunity Stage", ["stage", "to_on"])
