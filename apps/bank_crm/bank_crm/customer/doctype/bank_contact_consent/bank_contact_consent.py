import frappe
from frappe.model.document import Document


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
		name: DF.Int | None
		purpose: DF.Literal["Care", "Marketing"]
		source: DF.Data | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Contact Consent", ["customer", "purpose", "channel", "decided_at"])
