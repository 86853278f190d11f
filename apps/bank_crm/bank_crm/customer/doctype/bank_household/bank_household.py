from frappe.model.document import Document

from bank_crm.customer.relationships import actions


class BankHousehold(Document):
	"""People who keep house together, with the sums over them (CUS-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		head: DF.Link
		household_name: DF.Data | None
		member_count: DF.Int
		note: DF.SmallText | None
		product_count: DF.Int
		rolled_up_at: DF.Datetime | None
		status: DF.Literal["Active", "Dissolved"]
		total_aum: DF.Currency
		total_liability: DF.Currency
	# end: auto-generated types

	def validate(self) -> None:
		"""The head is a person and a member."""
		actions.check_household(self)

	def on_update(self) -> None:
		"""A new household begins with its head; a new head turns everybody's role."""
		actions.seat_head(self)

	def on_trash(self) -> None:
		"""Take the memberships along."""
		actions.forget_members(self)
