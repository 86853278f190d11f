import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.privacy import rules
from bank_crm.customer import checks
from bank_crm.domain.privacy_enums import RequestAction, RetentionAction


class BankRetentionRule(Document):
	"""How long rows of one DocType are kept, and what happens to them then (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Delete", "Anonymise", "Archive"]
		after_months: DF.Int
		counted_from: DF.Data
		document_type: DF.Link
		enabled: DF.Check
		keep_months: DF.Int
		kept_because: DF.SmallText | None
		last_rows: DF.Int
		last_run_on: DF.Datetime | None
		legal_basis: DF.SmallText | None
		on_request: DF.Literal["Delete", "Anonymise", "Keep"]
	# end: auto-generated types

	def validate(self) -> None:
		"""A rule belongs to a declared DocType, asks nothing its rows cannot do, and never undercuts a duty to keep."""
		declared = {data.doctype: data for data in rules.declared()}
		if self.document_type not in declared:
			checks.refuse(self, "document_type", _("nobody has declared how its rows go."))
		data = declared[self.document_type]
		self.counted_from = data.counted_from
		empties = RetentionAction.ANONYMISE.value
		if not (data.blanked or data.replaced):
			for field in ("action", "on_request"):
				if self.get(field) == empties:
					checks.refuse(self, field, _("its rows cannot be emptied; delete or keep them."))
		if self.document_type == rules.CUSTOMER and (
			self.action != empties or self.on_request == RequestAction.DELETE.value
		):
			checks.refuse(self, "action", _("a customer's row is emptied, never deleted: others name it."))
		if self.keep_months and not (self.legal_basis or "").strip():
			checks.refuse(self, "legal_basis", _("say which law demands it."))
		if self.on_request == RequestAction.KEEP.value and not (self.kept_because or "").strip():
			checks.refuse(self, "kept_because", _("say why it is kept against the customer's wish."))
		if self.after_months and self.after_months < self.keep_months:
			checks.refuse(self, "after_months", _("must not end before the duty to keep does."))
		if self.enabled and not self.after_months:
			checks.refuse(self, "after_months", _("a rule that is enabled needs a period."))

	def on_trash(self) -> None:
		"""A DocType without its rule would follow the declaration, unnoticed."""
		if not frappe.flags.in_uninstall:
			frappe.throw(_("Switch the rule off instead of deleting it."), title=_("Retention"))
