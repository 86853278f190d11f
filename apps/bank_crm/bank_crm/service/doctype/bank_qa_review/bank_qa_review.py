import frappe
from frappe.model.document import Document

from bank_crm.service.quality import reviews


class BankQAReview(Document):
	"""One sampled order looked at with a scorecard, by somebody else than its handler (SVC-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_qa_answer.bank_qa_answer import BankQAAnswer

		answers: DF.Table[BankQAAnswer]
		branch: DF.Link | None
		cause: DF.Link | None
		customer: DF.Link | None
		done_on: DF.Datetime | None
		drawn_by: DF.Literal["", "Chance", "Low Rating", "Person"]
		due_on: DF.Date
		handler: DF.Link | None
		improvement: DF.Link | None
		name: DF.Int | None
		passed: DF.Check
		period_key: DF.Data | None
		reviewer: DF.Link
		score: DF.Percent
		scorecard: DF.Link
		state: DF.Literal["Open", "Done"]
		summary: DF.SmallText | None
		work_order: DF.Link
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Criteria, handler and day."""
		reviews.fill(self)

	def validate(self) -> None:
		"""Score it; a finished one is filled in."""
		reviews.check(self)

	def on_update(self) -> None:
		"""What failed leads to a measure."""
		reviews.follow(self)


def on_doctype_update() -> None:
	"""An order is looked at once with a scorecard; screens read by reviewer and handler."""
	frappe.db.add_unique("Bank QA Review", ["work_order", "scorecard"])
	frappe.db.add_index("Bank QA Review", ["reviewer", "state", "due_on"])
	frappe.db.add_index("Bank QA Review", ["handler", "done_on"])
	frappe.db.add_index("Bank QA Review", ["scorecard", "period_key", "handler"])
