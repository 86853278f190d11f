import frappe
from frappe.model.document import Document

from bank_crm.customer.relationships import actions, figures, validation


class BankHouseholdMember(Document):
	"""One person's time in one household."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		from_date: DF.Date
		household: DF.Link
		name: DF.Int | None
		role: DF.Literal["Head", "Spouse", "Child", "Parent", "Sibling", "Grandparent", "Grandchild", "Other"]
		to_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""One household at a time, and the head stays to the last."""
		actions.refuse_moved_member(self)
		validation.check_household_is_open(self)
		validation.check_member(self)
		actions.keep_head(self)

	def on_update(self) -> None:
		"""Let the customer and the household's sums follow at once."""
		figures.refresh_households([self.household])

	def on_trash(self) -> None:
		"""The head's row goes with the household only."""
		actions.refuse_lost_head(self)

	def after_delete(self) -> None:
		"""Let the customer and the household's sums follow at once."""
		figures.refresh_households([self.household])


def on_doctype_update() -> None:
	"""Add the indexes that memberships are read by, from either end."""
	frappe.db.add_index("Bank Household Member", ["customer", "from_date"])
	frappe.db.add_index("Bank Household Member", ["household", "customer"])
