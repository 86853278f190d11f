import frappe
from frappe.model.document import Document

from bank_crm.service.complaints import rectifying
from bank_crm.service.improvements import actions


class BankImprovement(Document):
	"""A measure that betters the service, with somebody responsible and a day (SVC-08, SVC-12, SVC-18, SUR-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		branch: DF.Link | None
		cause: DF.Link | None
		description: DF.SmallText | None
		done_on: DF.Datetime | None
		due_on: DF.Date
		measure: DF.SmallText | None
		origin: DF.Literal["", "Low Rating", "Suggestion", "Complaint", "Quality Review", "Survey", "Other"]
		product: DF.Link | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		reminded_on: DF.Date | None
		responsible: DF.Link
		result: DF.SmallText | None
		state: DF.Literal["Open", "In Progress", "Done", "Verified", "Dropped"]
		subject: DF.Data
		verified_by: DF.Link | None
		verified_on: DF.Datetime | None
	# end: auto-generated types

	def before_validate(self) -> None:
		"""Whoever opens a measure by hand is responsible unless somebody else is named."""
		self.responsible = self.responsible or frappe.session.user
		self.branch = self.branch or frappe.db.get_value("Bank Staff", {"user": self.responsible}, "branch")

	def validate(self) -> None:
		"""Each step needs what it stands for."""
		actions.check(self)

	def on_update(self) -> None:
		"""The complaints it puts right show where it stands."""
		rectifying.follow_improvement(self)


def on_doctype_update() -> None:
	"""Reminders and lists read what is open and due."""
	frappe.db.add_index("Bank Improvement", ["state", "due_on"])
	frappe.db.add_index("Bank Improvement", ["responsible", "state"])
	frappe.db.add_index("Bank Improvement", ["cause", "branch", "state"])
	frappe.db.add_index("Bank Improvement", ["reference_doctype", "reference_name"])
