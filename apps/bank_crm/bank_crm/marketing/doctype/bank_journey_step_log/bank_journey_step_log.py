import frappe
from frappe.model.document import Document


class BankJourneyStepLog(Document):
	"""What happened to one customer at one step; only ever added to (MKT-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Data | None
		customer: DF.Link
		happened_at: DF.Datetime
		journey: DF.Link
		kind: DF.Data | None
		name: DF.Int | None
		note: DF.SmallText | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		result: DF.Literal["Done", "Waiting", "Branch Taken", "Not Possible", "Failed"]
		run: DF.Link
		step: DF.Data | None
		step_key: DF.Data | None
		step_title: DF.Data | None
		version: DF.Link | None
	# end: auto-generated types


def on_doctype_update() -> None:
	"""What happened to a customer, and how often at a step."""
	frappe.db.add_index("Bank Journey Step Log", ["journey", "step", "result"])
	frappe.db.add_index("Bank Journey Step Log", ["customer", "happened_at"])
	frappe.db.add_index("Bank Journey Step Log", ["run", "step"])
