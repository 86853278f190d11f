from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance import audits
from bank_crm.domain.compliance_enums import AuditStatus, AuditVerdict

#: More items than this belong into the report, not onto paper.
PRINTED = 2000
PRINT_ORDER = (
	AuditVerdict.NOT_IN_ORDER.value,
	AuditVerdict.TO_BE_CLARIFIED.value,
	AuditVerdict.PENDING.value,
	AuditVerdict.IN_ORDER.value,
)


class BankAudit(Document):
	"""The high-privilege operations of one quarter and what compliance says of them (SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		clarify_count: DF.Int
		closed_by: DF.Link | None
		closed_on: DF.Datetime | None
		conclusion: DF.SmallText | None
		from_date: DF.Date
		item_count: DF.Int
		objection_count: DF.Int
		pending_count: DF.Int
		period: DF.Data
		status: DF.Literal["Under Audit", "Closed"]
		to_date: DF.Date
	# end: auto-generated types

	def validate(self) -> None:
		"""A closed audit stays as it is, and is closed by its own action only (SEC-14)."""
		before = self.get_doc_before_save()
		if before and before.status == AuditStatus.CLOSED.value:
			audits.check_open(self.name)
		if before and before.status != self.status and not self.flags.bank_closing:
			frappe.throw(_("An audit is closed by its own button, once every operation has its verdict."))

	def on_trash(self) -> None:
		"""Audits are kept."""
		frappe.throw(_("Audits are not deleted."), frappe.PermissionError)

	def operations(self) -> list[dict[str, Any]]:
		"""Return the figures by kind of operation, for form and print."""
		return audits.by_operation(self.name)

	def objections_first(self, limit: int = PRINTED) -> list[dict[str, Any]]:
		"""Return the items as they are printed: what is not in order first, then by time; at most `limit`."""
		fields = [
			"occurred_at",
			"full_name",
			"action",
			"summary",
			"customer",
			"ref_name",
			"verdict",
			"note",
			"decided_by",
		]
		items: list[dict[str, Any]] = []
		for verdict in PRINT_ORDER:
			filters = {"audit": self.name, "verdict": verdict}
			order = "occurred_at asc, name asc"
			if len(items) < limit:
				items += frappe.get_all(
					"Bank Audit Item",
					filters=filters,
					fields=fields,
					order_by=order,
					limit=limit - len(items),
				)
		return items
