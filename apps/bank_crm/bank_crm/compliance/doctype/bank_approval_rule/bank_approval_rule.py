from frappe.model.document import Document

from bank_crm.compliance.approvals import matrix


class BankApprovalRule(Document):
	"""A row of the approval matrix: which documents, and who decides them (SAL-11, CON-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_approval_rule_step.bank_approval_rule_step import (
			BankApprovalRuleStep,
		)

		amount_from: DF.Currency
		amount_to: DF.Currency
		branch: DF.Link | None
		decision_hours: DF.Float
		document_kind: DF.Literal["", "Contract", "Application", "Campaign", "Journey", "Tier Batch"]
		enabled: DF.Check
		product: DF.Link | None
		rule_name: DF.Data
		same_person: DF.Check
		steps: DF.Table[BankApprovalRuleStep]
		subject_type: DF.Autocomplete | None
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse a rule nobody could follow."""
		matrix.check(self)
