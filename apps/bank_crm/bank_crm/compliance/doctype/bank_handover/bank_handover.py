import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.handover import actions


class BankHandover(Document):
	"""Customers passed on to another relationship manager on a date, as one step that can be undone."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_handover_customer.bank_handover_customer import (
			BankHandoverCustomer,
		)

		customers: DF.Table[BankHandoverCustomer]
		customers_moved: DF.Int
		done_at: DF.Datetime | None
		effective_on: DF.Date
		from_user: DF.Link | None
		kind: DF.Literal["Customers", "Portfolio", "Leaver"]
		note: DF.SmallText | None
		reason: DF.SmallText
		scheduled_by: DF.Link | None
		state: DF.Literal["Draft", "Scheduled", "Done", "Undone", "Cancelled"]
		tasks_moved: DF.Int
		to_user: DF.Link
		undo_reason: DF.SmallText | None
		undone_at: DF.Datetime | None
		undone_by: DF.Link | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Who gives, who takes, which customers, from when."""
		actions.check(self)

	@frappe.whitelist()
	def count_customers(self) -> int:
		"""Return how many customers would change hands now."""
		self.check_permission("read")
		return actions.count(self)

	@frappe.whitelist()
	def hand_over(self) -> str:
		"""Order the handover: at once, or on its day; returns its new state."""
		self.check_permission("write")
		return actions.order(self).state

	@frappe.whitelist()
	def call_off(self) -> None:
		"""Cancel a handover whose day has not come."""
		self.check_permission("write")
		actions.cancel(self)

	@frappe.whitelist()
	def undo(self, reason: str) -> None:
		"""Take the handover back, as far as nobody has changed anything since."""
		self.check_permission("write")
		back, left = actions.undo(self, reason)
		frappe.msgprint(_("{0} values were put back; {1} were changed since and stay.").format(back, left))
