import frappe
from frappe.model.document import Document


class BankForecastLine(Document):
	"""What was expected of one person in one product line and month, on the day of a snapshot."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		best_case_amount: DF.Currency
		branch: DF.Link | None
		closed_amount: DF.Currency
		commit_amount: DF.Currency
		month: DF.Date
		name: DF.Int | None
		opportunities: DF.Int
		pipeline_amount: DF.Currency
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
		salesperson: DF.Link | None
		snapshot: DF.Link
		weighted_amount: DF.Currency
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes comparisons read by."""
	frappe.db.add_index("Bank Forecast Line", ["snapshot", "month"])
	frappe.db.add_index("Bank Forecast Line", ["salesperson"])
	frappe.db.add_index("Bank Forecast Line", ["branch"])
