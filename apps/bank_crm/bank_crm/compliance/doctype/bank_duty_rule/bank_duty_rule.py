import frappe
from frappe import _
from frappe.model import default_fields
from frappe.model.document import Document

from bank_crm.compliance import duties
from bank_crm.customer import checks
from bank_crm.domain.export_enums import DutyRuleKind


class BankDutyRule(Document):
	"""What one person may not do or hold together (SEC-12, SEC-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		checker_field: DF.Data | None
		consequence: DF.Literal["Refused", "Reported"]
		document_type: DF.Link | None
		enabled: DF.Check
		kind: DF.Literal["Maker and Checker", "Conflicting Roles"]
		maker_field: DF.Data | None
		other_role: DF.Link | None
		reason: DF.SmallText
		role: DF.Link | None
		rule_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""A rule names what it is about, and it can be broken; the other kind's fields are emptied."""
		if self.kind == DutyRuleKind.ROLES.value:
			self.document_type = self.maker_field = self.checker_field = None
			self._check_roles()
		else:
			self.role = self.other_role = None
			self._check_fields()

	def on_update(self) -> None:
		"""The rule holds at once, everywhere."""
		duties.forget_rules()

	def on_trash(self) -> None:
		"""The rule ends at once, everywhere."""
		duties.forget_rules()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""The cached rule has the old name."""
		duties.forget_rules()

	def _check_roles(self) -> None:
		for field in ("role", "other_role"):
			if not self.get(field):
				checks.refuse(self, field, _("is mandatory."))
		if self.role == self.other_role:
			checks.refuse(self, "other_role", _("must be another role."))
		twins = frappe.get_all(
			"Bank Duty Rule",
			filters={
				"name": ("!=", self.name or ""),
				"role": ("in", (self.role, self.other_role)),
				"other_role": ("in", (self.role, self.other_role)),
			},
			pluck="name",
		)
		if twins:
			checks.refuse(
				self, "other_role", _("the rule {0} says so already.").format(frappe.bold(twins[0]))
			)

	def _check_fields(self) -> None:
		if not self.document_type:
			checks.refuse(self, "document_type", _("is mandatory."))
		meta = frappe.get_meta(self.document_type)
		for field in ("maker_field", "checker_field"):
			name = self.get(field)
			if not name:
				checks.refuse(self, field, _("is mandatory."))
			if not meta.has_field(name) and name not in default_fields:
				checks.refuse(self, field, _("{0} has no such field.").format(_(self.document_type)))
		if self.maker_field == self.checker_field:
			checks.refuse(self, "checker_field", _("must be another field."))
