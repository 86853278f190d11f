from frappe.model.document import Document


class BankVolumePoint(Document):
	"""One month of a volume: counted, or expected within bounds (SAL-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		high: DF.Currency
		kind: DF.Literal["", "History", "Forecast"]
		low: DF.Currency
		month: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value: DF.Currency
	# end: auto-generated types
