import frappe
from frappe.model.document import Document

from bank_crm.service.orders import tasks


class BankCollaborationTask(Document):
	"""What somebody in another department is asked to do for an order (SVC-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Link | None
		description: DF.Text | None
		done_by: DF.Link | None
		done_on: DF.Datetime | None
		due: DF.Datetime | None
		mention: DF.Literal["Person", "Post"]
		post: DF.Data | None
		reminded_on: DF.Datetime | None
		requested_by: DF.Link | None
		result: DF.Text | None
		state: DF.Literal["Open", "In Progress", "Done", "Declined", "Cancelled"]
		taken_by: DF.Link | None
		task: DF.Data
		user: DF.Link | None
		work_order: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""What is asked, and whose step it is."""
		tasks.check(self)

	def on_update(self) -> None:
		"""Tell who is concerned; the order follows."""
		tasks.follow(self)

	def after_delete(self) -> None:
		"""The order shows it no more."""
		tasks.forget(self)


def on_doctype_update() -> None:
	"""Add the indexes orders and the asked read by."""
	frappe.db.add_index("Bank Collaboration Task", ["work_order", "state"])
	frappe.db.add_index("Bank Collaboration Task", ["state", "due"])
	frappe.db.add_index("Bank Collaboration Task", ["user", "state"])
