from frappe.model.document import Document

from bank_crm.sales.incentives import terms


class BankIncentiveScheme(Document):
	"""How won business becomes money: tiers, least score, cap, shares, taking back (SAL-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_incentive_tier.bank_incentive_tier import BankIncentiveTier

		active: DF.Check
		by_score: DF.Check
		cap: DF.Currency
		claw_back_months: DF.Int
		helpers_share: DF.Percent
		least_score: DF.Float
		performance_scheme: DF.Link
		product_category: DF.Literal[
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
		scheme_name: DF.Data
		tiers: DF.Table[BankIncentiveTier]
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse terms that cannot be."""
		terms.check(self)

	def on_trash(self) -> None:
		"""A scheme by which incentives were proposed stays."""
		terms.check_deletion(self)
