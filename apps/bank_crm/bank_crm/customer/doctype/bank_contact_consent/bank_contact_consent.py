import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, now_datetime

from bank_crm.compliance.contact import consents
from bank_crm.customer import checks


class BankContactConsent(Document):
	"""What a customer allows or forbids on one channel; the last decision counts (CAR-05, RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "SMS", "Email", "App", "WeChat", "Phone"]
		customer: DF.Link
		decided_at: DF.Datetime
		decision: DF.Literal["Given", "Withdrawn"]
		is_current: DF.Check
		lawful_basis: DF.Literal[
			"Consent", "Contract", "Legal Duty", "Vital Interest", "Published by the Person"
		]
		name: DF.Int | None
		note: DF.SmallText | None
		proof: DF.Attach | None
		purpose: DF.Literal["Care", "Service", "Survey", "Marketing"]
		recorded_by: DF.Link | None
		source: DF.Data | None
		valid_until: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""A decision has been made already, and it is never rewritten: a new one follows it."""
		if not self.is_new():
			frappe.throw(
				_("A decision is never changed. Enter a new one; the last one counts."), title=_("Consent")
			)
		if get_datetime(self.decided_at) > now_datetime():
			checks.refuse(self, "decided_at", _("lies in the future."))
		if self.valid_until and getdate(self.valid_until) < getdate(self.decided_at):
			checks.refuse(self, "valid_until", _("is before the decision."))
		self.recorded_by = frappe.session.user
		self.is_current = 0

	def after_insert(self) -> None:
		"""From now on this one counts, unless it tells of an older day than the last one."""
		consents.settle(self.customer, self.channel, self.purpose)
		self.is_current = frappe.db.get_value(self.doctype, self.name, "is_current")

	def on_trash(self) -> None:
		"""The history of what a customer allowed is evidence: it ends with the customer's data only."""
		frappe.throw(_("A decision is never deleted."), title=_("Consent"))


def on_doctype_update() -> None:
	"""Add the indexes the screens and the gate read by."""
	frappe.db.add_index("Bank Contact Consent", ["customer", "purpose", "channel", "decided_at"])
	frappe.db.add_index(
		"Bank Contact Consent",
		["customer", "purpose", "channel", "is_current", "decision", "valid_until"],
		"gate_index",
	)
