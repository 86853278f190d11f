from frappe.model.document import Document

from bank_crm.sales.forecast import snapshots


class BankForecastSnapshot(Document):
	"""The forecast of the whole bank as it was on a day (SAL-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		label: DF.Data | None
		line_count: DF.Int
		name: DF.Int | None
		opportunity_count: DF.Int
		seconds: DF.Float
		taken_by: DF.Link | None
		taken_on: DF.Datetime
	# end: auto-generated types

	def on_trash(self) -> None:
		"""Take the lines along."""
		snapshots.forget(self)
