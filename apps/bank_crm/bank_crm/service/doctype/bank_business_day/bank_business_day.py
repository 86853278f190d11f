from frappe.model.document import Document


class BankBusinessDay(Document):
	"""A day unlike its weekday: a holiday, a make-up workday, or hours of its own (SVC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		closes: DF.Time | None
		day: DF.Date
		kind: DF.Literal["Holiday", "Make-up Workday", "Own Hours"]
		occasion: DF.Data | None
		opens: DF.Time | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
