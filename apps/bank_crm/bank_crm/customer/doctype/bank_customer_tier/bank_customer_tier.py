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

		from bank_crm.customer.doctype.bank_service_cycle.bank_service_cycle import BankServiceCycle
		from bank_crm.customer.doctype.bank_tier_benefit.bank_tier_benefit import BankTierBenefit

		amount_basis: DF.Literal["Month Average", "Current Balance"]
		benefits: DF.Table[BankTierBenefit]
		colour: DF.Color | None
		contact_every_days: DF.Int
		description: DF.SmallText | None
		level: DF.Int
		min_activity: DF.Literal["", "High", "Medium", "Low", "Dormant"]
		min_aum: DF.Currency
		min_product_count: DF.Int
		min_risk_preference: DF.Literal[
			"", "C1 Conservative", "C2 Steady", "C3 Balanced", "C4 Growth", "C5 Aggressive"
		]
		min_transactions: DF.Int
		months_below: DF.Int
		resolution_hours: DF.Int
		response_hours: DF.Int
		service_cycles: DF.Table[BankServiceCycle]
		tier_name: DF.Data
		transaction_days: DF.Int
		window_months: DF.Int
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
