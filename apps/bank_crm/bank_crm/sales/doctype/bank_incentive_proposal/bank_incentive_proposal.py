import frappe
from frappe.model.document import Document

from bank_crm.sales.incentives import approval


class BankIncentiveProposal(Document):
	"""What a person is to be paid for a period, until somebody else has approved it (SAL-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_incentive_line.bank_incentive_line import BankIncentiveLine

		applicant: DF.Link | None
		base: DF.Currency
		branch: DF.Link | None
		by_tiers: DF.Currency
		carried_in: DF.Currency
		carried_out: DF.Currency
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		earned: DF.Currency
		from_date: DF.Date
		lines: DF.Table[BankIncentiveLine]
		payable: DF.Currency
		person: DF.Link
		proposed_on: DF.Datetime | None
		reason: DF.SmallText | None
		scheme: DF.Link
		score: DF.Link | None
		score_value: DF.Float
		state: DF.Link | None
		taken_back: DF.Currency
		title: DF.Data | None
		to_date: DF.Date
	# end: auto-generated types

	def before_validate(self) -> None:
		"""What was computed is never typed."""
		approval.keep_computed(self)

	def validate(self) -> None:
		"""Refuse a step that is none, or one's own."""
		approval.check(self)


def on_doctype_update() -> None:
	"""One proposal for a person and period; lists read by person, branch and state."""
	frappe.db.add_unique("Bank Incentive Proposal", ["scheme", "person", "from_date"])
	frappe.db.add_index("Bank Incentive Proposal", ["person", "from_date"])
	frappe.db.add_index("Bank Incentive Proposal", ["branch", "state"])
	frappe.db.add_index("Bank Incentive Proposal", ["state", "to_date"])
