from __future__ import annotations

from frappe import _
from frappe.utils import cint

from bank_crm.customer import checks
from bank_crm.domain import escalation
from bank_crm.domain.service_level_enums import EscalationTarget
from bank_crm.service.levels import plan_document


class BankEscalationRule(plan_document.PlanDocument):
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

	def validate(self) -> None:
		"""Steps of one clock and event come later and later, each tells somebody, and no second rule is for the same."""
		latest: dict[tuple[str, str], int] = {}
		for row in self.steps:
			if row.tell != EscalationTarget.ROLE.value:
				row.role = None
			elif not row.role:
				checks.refuse(self, "steps", _("row {0} names no role.").format(row.idx))
			key, after = (row.clock, row.event), cint(row.after)
			if after < latest.get(key, 0):
				checks.refuse(self, "steps", _("row {0} is due before the row above it.").format(row.idx))
			latest[key] = after
		plan_document.refuse_twin(self, escalation.CONDITIONS)
