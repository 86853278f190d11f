from __future__ import annotations

from frappe import _
from frappe.utils import cint, flt

from bank_crm.customer import checks
from bank_crm.domain import service_level
from bank_crm.service.levels import plan_document


class BankServiceLevel(plan_document.PlanDocument):
	"""What the bank promises for some orders: first response and resolution in business hours (SVC-14, SEG-19)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_service_level_pause.bank_service_level_pause import (
			BankServiceLevelPause,
		)
		from bank_crm.service.doctype.bank_service_level_target.bank_service_level_target import (
			BankServiceLevelTarget,
		)

		calendar: DF.Link | None
		channel: DF.Literal[
			"", "Counter", "Phone", "Letter", "Chat", "Email", "App", "Social", "Portal", "API"
		]
		enabled: DF.Check
		level_name: DF.Data
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		pauses: DF.TableMultiSelect[BankServiceLevelPause]
		subtype: DF.Link | None
		targets: DF.Table[BankServiceLevelTarget]
		tier: DF.Link | None
		warn_at: DF.Percent
	# end: auto-generated types

	def validate(self) -> None:
		"""One target for each priority, a first response before the solution, and no second level for the same orders."""
		if not 0 <= flt(self.warn_at) <= 100:
			checks.refuse(self, "warn_at", _("is a share from 0 to 100."))
		priorities = [row.priority for row in self.targets]
		if len(priorities) != len(set(priorities)):
			checks.refuse(self, "targets", _("a priority stands there twice."))
		for row in self.targets:
			if not (cint(row.response) > 0 or cint(row.resolution) > 0):
				checks.refuse(self, "targets", _("row {0} promises nothing.").format(row.idx))
			if cint(row.resolution) and cint(row.response) > cint(row.resolution):
				checks.refuse(self, "targets", _("row {0} answers after it is solved.").format(row.idx))
		plan_document.refuse_twin(self, service_level.CONDITIONS)
