from frappe.model.document import Document


class BankAudit(Document):
	"""The high-privilege operations of one quarter and what compliance says of them (SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		clarify_count: DF.Int
		closed_by: DF.Link | None
		closed_on: DF.Datetime | None
		conclusion: DF.Text | None
		from_date: DF.Date
		item_count: DF.Int
		objection_count: DF.Int
		pending_count: DF.Int
		period: DF.Data
		status: DF.Literal["Open", "Closed"]
		to_date: DF.Date
	# end: auto-generated types
