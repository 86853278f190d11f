from frappe.model.document import Document

from bank_crm.sales.performance import schemes


class BankPerformanceScheme(Document):
	"""By which measures and weights the work of a role is judged (SAL-05, SAL-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_performance_measure.bank_performance_measure import (
			BankPerformanceMeasure,
		)

		active: DF.Check
		branch: DF.Link | None
		measures: DF.Table[BankPerformanceMeasure]
		period: DF.Literal["Month", "Quarter", "Year"]
		role: DF.Link
		scheme_name: DF.Data
		settle_days: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse what nobody could be judged by."""
		schemes.check(self)

	def on_trash(self) -> None:
		"""A scheme with closed scores stays."""
		schemes.check_deletion(self)
