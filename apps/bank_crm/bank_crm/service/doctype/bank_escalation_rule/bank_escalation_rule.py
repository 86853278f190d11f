from frappe.model.document import Document


class BankEscalationRule(Document):
	"""What happens when orders aren't handled in time, step by step (SVC-17)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_escalation_step.bank_escalation_step import BankEscalationStep

		enabled: DF.Check
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		priority: DF.Literal["", "High", "Medium", "Low"]
		rule_name: DF.Data
		steps: DF.Table[BankEscalationStep]
		tier: DF.Link | None
	# end: auto-generated types
