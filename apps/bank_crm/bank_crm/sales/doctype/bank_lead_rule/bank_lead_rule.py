from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.permissions import roles
from bank_crm.sales.opportunities import rows


class BankLeadRule(Document):
	"""Who follows up which leads, and how soon (SAL-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_lead_rule_member.bank_lead_rule_member import BankLeadRuleMember

		active: DF.Check
		assign_by: DF.Literal["Fewest Open Leads", "By Turn"]
		branch: DF.Link | None
		customer_type: DF.Literal["", "Person", "Company"]
		first_contact_days: DF.Int
		last_given: DF.Data | None
		members: DF.Table[BankLeadRuleMember]
		min_score: DF.Int
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
		rule_name: DF.Data
		sequence: DF.Int
		source: DF.Literal["", "Campaign", "Web Form", "Referral", "Branch", "Import", "Behaviour"]
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse people who do not sell, and days below 0."""
		if (self.first_contact_days or 0) < 0:
			checks.refuse(self, "first_contact_days", _("below 0."))
		for row in self.members:
			if not roles.has_any(row.user, rows.sellers()):
				checks.refuse(self, "members", _("{0} does not sell for the bank.").format(row.user))
