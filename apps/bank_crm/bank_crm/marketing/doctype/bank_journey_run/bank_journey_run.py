import frappe
from frappe.model.document import Document


class BankJourneyRun(Document):
	"""One customer on the way through one journey (MKT-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		attempts: DF.Int
		customer: DF.Link
		due_at: DF.Datetime | None
		entered_at: DF.Datetime | None
		event_at: DF.Datetime | None
		event_key: DF.Data | None
		event_on: DF.Date | None
		goal_at: DF.Datetime | None
		journey: DF.Link
		left_at: DF.Datetime | None
		left_because: DF.Literal["", "Exit Condition", "Customer Not Active", "Journey Ended"]
		name: DF.Int | None
		note: DF.SmallText | None
		run_key: DF.Data | None
		state: DF.Literal["Active", "Goal Reached", "Completed", "Left", "Failed"]
		step: DF.Data | None
		step_title: DF.Data | None
		version: DF.Link | None
		visits: DF.Int
		waiting: DF.Check
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Due ones are found by journey, counts by step, entries by customer."""
	frappe.db.add_index("Bank Journey Run", ["journey", "state", "due_at"])
	frappe.db.add_index("Bank Journey Run", ["journey", "state", "step"])
	frappe.db.add_index("Bank Journey Run", ["journey", "customer", "event_at"])
	frappe.db.add_index("Bank Journey Run", ["customer", "entered_at"])
