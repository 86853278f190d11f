import frappe
from frappe.model.document import Document


class BankPerformanceScore(Document):
	"""What a person reached in a period by a scheme (SAL-05, SAL-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_performance_figure.bank_performance_figure import (
			BankPerformanceFigure,
		)

		branch: DF.Link | None
		closed: DF.Check
		computed_on: DF.Datetime | None
		figures: DF.Table[BankPerformanceFigure]
		from_date: DF.Date
		people: DF.Int
		people_in_branch: DF.Int
		person: DF.Link
		place: DF.Int
		place_in_branch: DF.Int
		scheme: DF.Link
		score: DF.Float
		title: DF.Data | None
		to_date: DF.Date
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One score for a person and period; lists and rankings read by branch and person."""
	frappe.db.add_unique("Bank Performance Score", ["scheme", "person", "from_date"])
	frappe.db.add_index("Bank Performance Score", ["person", "from_date"])
	frappe.db.add_index("Bank Performance Score", ["branch", "from_date"])
	frappe.db.add_index("Bank Performance Score", ["scheme", "from_date", "score"])
