import frappe
from frappe.model.document import Document

from bank_crm.customer.relationships import validation


class BankCustomerRelationship(Document):
	"""How two customers are related; one row, seen from both sides."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		from_date: DF.Date | None
		name: DF.Int | None
		note: DF.SmallText | None
		other_customer: DF.Link
		reciprocal_role: DF.Link | None
		role: DF.Link
		share_percent: DF.Percent
		to_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse what cannot stand: oneself, a second time, a contradiction, a circle."""
		validation.check_other_is_visible(self)
		validation.check_relationship(self)


def on_doctype_update() -> None:
	"""Add the indexes both sides are read by."""
	frappe.db.add_index("Bank Customer Relationship", ["customer", "role"])
	frappe.db.add_index("Bank Customer Relationship", ["other_customer", "role"])
