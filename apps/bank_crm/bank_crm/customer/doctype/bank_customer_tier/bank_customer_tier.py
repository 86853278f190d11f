import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks


class BankCustomerTier(Document):
	"""A customer tier and the month-average assets it begins at."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		colour: DF.Color | None
		description: DF.SmallText | None
		level: DF.Int
		min_aum: DF.Currency
		tier_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Levels are distinct, and a higher level begins at more assets."""
		others = frappe.get_all(
			"Bank Customer Tier", filters={"name": ("!=", self.name)}, fields=["level", "min_aum"]
		)
		for other in others:
			if other.level == self.level:
				checks.refuse(self, "level", _("another tier has it already."))
			if (other.level < self.level) != (other.min_aum < self.min_aum):
				checks.refuse(self, "min_aum", _("a higher level must begin at more assets."))
