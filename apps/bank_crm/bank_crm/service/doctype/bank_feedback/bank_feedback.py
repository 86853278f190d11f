import frappe
from frappe.model.document import Document

from bank_crm.service.feedback import actions


class BankFeedback(Document):
	"""What somebody says or asks about the system itself, and what was answered (UX-06, UX-07)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.Text | None
		answered_by: DF.Link | None
		answered_on: DF.Datetime | None
		improvement: DF.Link | None
		kind: DF.Literal["", "Problem", "Suggestion", "Question"]
		route: DF.SmallText | None
		screen: DF.Data | None
		screenshot: DF.AttachImage | None
		sent_by: DF.Link | None
		state: DF.Literal["New", "In Progress", "Answered", "Closed"]
		subject: DF.Data | None
		text: DF.Text
	# end: auto-generated types

	def before_insert(self) -> None:
		"""It comes from whoever is logged in, and not too often."""
		actions.prepare(self)

	def validate(self) -> None:
		"""What was sent stays; each step needs what it stands for."""
		actions.check(self)

	def after_insert(self) -> None:
		"""Those who answer are told."""
		actions.announce(self)

	def on_update(self) -> None:
		"""Whoever sent it is told of the answer."""
		actions.tell_sender(self)


def on_doctype_update() -> None:
	"""Lists and the count by screen read these."""
	frappe.db.add_index("Bank Feedback", ["state", "creation"])
	frappe.db.add_index("Bank Feedback", ["screen", "state"])
