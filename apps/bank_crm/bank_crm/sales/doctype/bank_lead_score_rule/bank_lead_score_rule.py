from frappe.model.document import Document

from bank_crm.sales.leads import scoring


class BankLeadScoreRule(Document):
	"""A sign that makes a lead worth more or less (SAL-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		compared_with: DF.Data | None
		points: DF.Int
		rule_name: DF.Data
		sign: DF.Literal[
			"",
			"Source",
			"Product Line",
			"Amount From",
			"Existing Customer",
			"Mobile Given",
			"ID Number Given",
			"Reached",
			"Interested",
		]
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse a rule that could never show."""
		scoring.check(self)
