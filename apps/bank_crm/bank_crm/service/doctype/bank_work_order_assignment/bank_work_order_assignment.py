import frappe
from frappe.model.document import Document


class BankWorkOrderAssignment(Document):
	"""Who had an order from when to when, and why (SVC-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assigned_by: DF.Link | None
		from_on: DF.Datetime
		handler: DF.Link | None
		kind: DF.Literal["", "Automatic", "Manual", "Pulled", "Handed Over", "Queued"]
		name: DF.Int | None
		queue: DF.Link | None
		reason: DF.SmallText | None
		to_on: DF.Datetime | None
		work_order: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the index an order's history is read by."""
	frappe.db.add_index("Bank Work Order Assignment", ["work_order", "from_on"])
