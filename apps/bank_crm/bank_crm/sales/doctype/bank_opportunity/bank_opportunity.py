import frappe
from frappe.model.document import Document

from bank_crm import numbering
from bank_crm.sales.opportunities import actions, entry, rows, steps


class BankOpportunity(Document):
	"""A customer who may take a product, from the first talk to yes or no (SAL-02)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_opportunity_competitor.bank_opportunity_competitor import (
			BankOpportunityCompetitor,
		)
		from bank_crm.sales.doctype.bank_opportunity_participant.bank_opportunity_participant import (
			BankOpportunityParticipant,
		)

		amount: DF.Currency
		branch: DF.Link | None
		closed_on: DF.Date | None
		competitors: DF.Table[BankOpportunityCompetitor]
		customer: DF.Link
		customer_branch: DF.Link | None
		description: DF.SmallText | None
		expected_close: DF.Date | None
		forecast_category: DF.Literal["", "Omitted", "Pipeline", "Best Case", "Commit", "Closed"]
		lost_note: DF.SmallText | None
		lost_reason: DF.Link | None
		lost_to: DF.Data | None
		next_step: DF.Data | None
		next_step_on: DF.Date | None
		opened_on: DF.Datetime | None
		origin: DF.DynamicLink | None
		origin_key: DF.Data | None
		origin_type: DF.Link | None
		outcome: DF.Literal["", "Open", "Won", "Lost"]
		participants: DF.Table[BankOpportunityParticipant]
		pipeline: DF.Link | None
		probability: DF.Percent
		product: DF.Link | None
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
		salesperson: DF.Link | None
		source: DF.Literal[
			"", "Customer Page", "Work Order", "Campaign", "Lead", "Recommendation", "Need", "Import", "Other"
		]
		stage: DF.Link | None
		stage_since: DF.Datetime | None
		stale_on: DF.Date | None
		title: DF.Data | None
		touched_on: DF.Date | None
		weighted_amount: DF.Currency
	# end: auto-generated types

	def autoname(self) -> None:
		"""OPP-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def before_insert(self) -> None:
		"""Complete what is missing."""
		entry.fill(self)

	def before_validate(self) -> None:
		"""What nobody types stays as it was."""
		if not self.is_new():
			entry.keep_written(self)

	def validate(self) -> None:
		"""Refuse what does not fit together, and moves the pipeline does not allow."""
		entry.check(self)
		entry.touch(self)
		steps.judge(self)

	def on_update(self) -> None:
		"""Write down how long the last stage took."""
		steps.keep_dwell(self)

	def on_trash(self) -> None:
		"""Take along what only belongs to this opportunity."""
		actions.forget(self)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers, and the indexes lists, boards and reports read by."""
	numbering.create_sequence(rows.OPPORTUNITY)
	for columns in (
		["customer", "outcome"],
		["salesperson", "outcome"],
		["branch", "outcome"],
		["customer_branch", "outcome"],
		["outcome", "expected_close"],
		["outcome", "stale_on"],
		["outcome", "next_step_on"],
		["pipeline", "stage"],
		["outcome", "closed_on"],
		["opened_on"],
		["owner", "salesperson", "branch"],
	):
		frappe.db.add_index(rows.OPPORTUNITY, columns)
	# what reports add up and whose an opportunity is, so that neither ever touches the rows
	branches, amounts = (
		["branch", "customer_branch"],
		["amount", "weighted_amount", "stale_on", "expected_close"],
	)
	for key in ("stage", "salesperson"):
		columns = ["outcome", "pipeline", key, *branches, *amounts]
		frappe.db.add_index(rows.OPPORTUNITY, columns, f"rows_by_{key}")
	frappe.db.add_index(rows.OPPORTUNITY, ["outcome", "customer", "salesperson", *branches])
