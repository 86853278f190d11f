import frappe
from frappe.model.document import Document


class BankWorkOrderState(Document):
	"""How long an order was in one state (SVC-10, SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		changed_by: DF.Link | None
		from_on: DF.Datetime
		handler: DF.Link | None
		name: DF.Int | None
		seconds: DF.Int
		state: DF.Data
		to_on: DF.Datetime | None
		work_order: DF.Link
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes orders and reports read by."""
	frappe.db.add_index("Bank Work Order State", ["work_order", "from_on"])
	frappe.db.add_index("Bank Work Order State", ["state", "from_on"])
