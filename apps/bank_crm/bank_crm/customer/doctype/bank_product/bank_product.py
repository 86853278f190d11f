from frappe.model.document import Document

from bank_crm.customer import checks


class BankProduct(Document):
	"""One product of the catalogue (CUS-25)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.customer.doctype.bank_product_tier.bank_product_tier import BankProductTier

		category: DF.Literal[
			"",
			"Savings",
			"Time Deposit",
			"Wealth",
			"Fund",
			"Precious Metal",
			"Insurance",
			"Loan",
			"Credit Card",
			"Debit Card",
		]
		currency: DF.Link | None
		description: DF.SmallText | None
		eligible_tiers: DF.TableMultiSelect[BankProductTier]
		min_amount: DF.Currency
		on_sale: DF.Check
		product_code: DF.Data
		product_name: DF.Data
		rate: DF.Percent
		risk_level: DF.Literal["", "R1", "R2", "R3", "R4", "R5"]
		sale_from: DF.Date | None
		sale_to: DF.Date | None
		term_months: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""The sale must not end before it begins."""
		checks.check_period(self, "sale_from", "sale_to")
