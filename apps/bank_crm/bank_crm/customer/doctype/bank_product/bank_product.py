from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, flt

from bank_crm.customer import checks
from bank_crm.domain.enums import ProductCategory

#: Categories whose value may fall; their products need a risk level for the suitability check.
AT_RISK = (
	ProductCategory.WEALTH,
	ProductCategory.FUND,
	ProductCategory.PRECIOUS_METAL,
	ProductCategory.INSURANCE,
)
LOWEST_RATE = -20
HIGHEST_RATE = 100
LONGEST_TERM = 600


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
		"""What is invested in has a risk level, and the numbers are ones a product can have (CUS-25)."""
		self.product_code = (self.product_code or "").strip()
		if self.category in AT_RISK and not self.risk_level:
			checks.refuse(self, "risk_level", _("needed for a product one invests in."))
		checks.check_period(self, "sale_from", "sale_to")
		checks.check_amounts(self, "min_amount")
		if not LOWEST_RATE <= flt(self.rate) <= HIGHEST_RATE:
			checks.refuse(
				self, "rate", _("between {0} and {1} per cent a year.").format(LOWEST_RATE, HIGHEST_RATE)
			)
		if cint(self.term_months) > LONGEST_TERM:
			checks.refuse(self, "term_months", _("at most {0}.").format(LONGEST_TERM))
		tiers = [row.tier for row in self.eligible_tiers]
		if len(tiers) != len(set(tiers)):
			checks.refuse(self, "eligible_tiers", _("is there twice."))
