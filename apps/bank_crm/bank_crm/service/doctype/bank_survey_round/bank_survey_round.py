import frappe
from frappe.model.document import Document


class BankSurveyRound(Document):
	"""One sending of a plan: the version asked, who was invited, who answered (SUR-02)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answered: DF.Int
		audience_size: DF.Int
		close_reason: DF.Literal["", "Time Over", "Enough Answers", "Stopped"]
		closes_on: DF.Datetime | None
		invited: DF.Int
		left_out: DF.Int
		opened_on: DF.Datetime | None
		period_key: DF.Data
		plan: DF.Link
		round_key: DF.Data | None
		sent: DF.Int
		state: DF.Literal["Preparing", "Open", "Closed"]
		survey: DF.Link
		version: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The hourly job and the results read by these."""
	frappe.db.add_index("Bank Survey Round", ["state", "closes_on"])
	frappe.db.add_index("Bank Survey Round", ["survey", "opened_on"])
	frappe.db.add_index("Bank Survey Round", ["plan", "state"])
