import frappe
from frappe import _
from frappe.model.document import Document


class BankEscalationEntry(Document):
	"""A step of an escalation that was taken for an order; never changed (SVC-17)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		clock: DF.Literal["Response", "Resolution"]
		done: DF.SmallText | None
		due: DF.Datetime | None
		event: DF.Literal["Warning", "Breach"]
		name: DF.Int | None
		round: DF.Int
		rule: DF.Link | None
		step: DF.Int
		taken_on: DF.Datetime | None
		told: DF.SmallText | None
		work_order: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""What was done stays as it was written."""
		if not self.is_new():
			frappe.throw(_("An entry of an escalation is never changed."), frappe.PermissionError)


def on_doctype_update() -> None:
	"""Add the indexes an order's and a rule's entries are listed by."""
	frappe.db.add_index("Bank Escalation Entry", ["work_order", "taken_on"])
	frappe.db.add_index("Bank Escalation Entry", ["rule", "taken_on"])
