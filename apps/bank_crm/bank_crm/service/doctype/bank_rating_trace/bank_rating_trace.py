import frappe
from frappe.model.document import Document

from bank_crm.service.ratings import traces


class BankRatingTrace(Document):
	"""A low rating followed back to its cause, by somebody else than the person rated (SVC-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Link | None
		called_back_on: DF.Datetime | None
		cause: DF.Link | None
		closed_by: DF.Link | None
		closed_on: DF.Datetime | None
		comment: DF.SmallText | None
		customer: DF.Link | None
		due_on: DF.Date
		finding: DF.SmallText | None
		grade: DF.Int
		handler: DF.Link | None
		improvement: DF.Link | None
		name: DF.Int | None
		no_improvement_reason: DF.SmallText | None
		rating_request: DF.Link | None
		reminded_on: DF.Date | None
		response: DF.Link | None
		responsible: DF.Link
		state: DF.Literal["Open", "Cause Found", "Closed"]
		work_order: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""Each step needs what it stands for."""
		traces.check(self)

	def on_update(self) -> None:
		"""The order and the measure learn the cause."""
		traces.follow(self)


def on_doctype_update() -> None:
	"""One trace for a rating; supervisors read what is open."""
	frappe.db.add_unique("Bank Rating Trace", ["rating_request"])
	frappe.db.add_index("Bank Rating Trace", ["work_order"])
	frappe.db.add_index("Bank Rating Trace", ["state", "due_on"])
	frappe.db.add_index("Bank Rating Trace", ["cause", "branch"])
