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
