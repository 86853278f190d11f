import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

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
		if get_datetime(self.decided_at) > now_datetime():
			checks.refuse(self, "decided_at", _("lies in the future."))


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Contact Consent", ["customer", "purpose", "channel", "decided_at"])
