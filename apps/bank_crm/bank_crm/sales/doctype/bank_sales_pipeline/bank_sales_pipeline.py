from frappe.model.document import Document

from bank_crm.sales.opportunities import pipelines


class BankSalesPipeline(Document):
	"""How opportunities of a product line go: stages, what each asks for, allowed moves (SAL-02)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_pipeline_stage.bank_pipeline_stage import BankPipelineStage
		from bank_crm.sales.doctype.bank_stage_move.bank_stage_move import BankStageMove
		from bank_crm.sales.doctype.bank_stage_requirement.bank_stage_requirement import BankStageRequirement

		active: DF.Check
		moves: DF.Table[BankStageMove]
		pipeline_name: DF.Data
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
		requirements: DF.Table[BankStageRequirement]
		stages: DF.Table[BankPipelineStage]
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse a pipeline nobody could work with."""
		pipelines.check(self)
