from frappe.model.document import Document

from bank_crm.compliance.approvals import delegating


class BankApprovalDelegation(Document):
	"""Somebody else decides for a time (SAL-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document_kind: DF.Literal["", "Contract", "Application", "Campaign", "Journey", "Tier Batch"]
		from_date: DF.Date
		from_user: DF.Link
		reason: DF.Data | None
		to_date: DF.Date
		to_user: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""Refuse circles, past days and people who do not work here."""
		delegating.check(self)
