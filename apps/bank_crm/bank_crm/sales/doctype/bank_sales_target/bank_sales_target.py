import frappe
from frappe.model.document import Document

from bank_crm.sales.targets import achieved, actions, entry, rows


class BankSalesTarget(Document):
	"""What a branch or a person is to reach in a period, broken down the tree of branches (SAL-04, SAL-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		achieved: DF.Float
		alerted_on: DF.Date | None
		branch: DF.Link
		computed_on: DF.Datetime | None
		distributed: DF.Float
		from_date: DF.Date
		holder: DF.Literal["Branch", "Person"]
		metric: DF.Literal["", "Won Amount", "Won Opportunities", "Converted Leads", "New Customers"]
		part_count: DF.Int
		part_of: DF.Link | None
		period: DF.Literal["Month", "Quarter", "Year"]
		person: DF.Link | None
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
		progress: DF.Percent
		target_key: DF.Data | None
		target_value: DF.Float
		title: DF.Data | None
		to_date: DF.Date | None
	# end: auto-generated types

	def before_validate(self) -> None:
		"""What is counted is never typed."""
		before = self.get_doc_before_save()
		for field in ("distributed", "part_count", "achieved", "progress", "computed_on"):
			self.set(field, before.get(field) if before else None)

	def validate(self) -> None:
		"""Refuse what does not fit together, and parts that are more than the whole."""
		entry.check(self)

	def on_update(self) -> None:
		"""Tell the whole what its parts make up, and count at once what has been reached."""
		entry.follow(self)
		achieved.refresh([str(self.name)])

	def on_trash(self) -> None:
		"""A target with parts stays."""
		actions.check_deletion(self)

	def after_delete(self) -> None:
		"""Tell the whole what its parts make up now."""
		entry.follow(self)


def on_doctype_update() -> None:
	"""Add the indexes lists and the counting read by."""
	frappe.db.add_index(rows.TARGET, ["branch", "from_date"])
	frappe.db.add_index(rows.TARGET, ["person", "from_date"])
	frappe.db.add_index(rows.TARGET, ["to_date"])
