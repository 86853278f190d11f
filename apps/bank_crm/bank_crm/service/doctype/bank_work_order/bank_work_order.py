import frappe

from bank_crm import numbering
from bank_crm.compliance.sealed_document import SealedDocument
from bank_crm.extends.quiet_workflow import QuietStart
from bank_crm.service.orders import assignment, entry, rows, states


class BankWorkOrder(QuietStart, SealedDocument):
	"""What a customer asked, complained of, proposed or wanted done, until it is answered (SVC-01, SVC-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_work_order_article.bank_work_order_article import (
			BankWorkOrderArticle,
		)

		answered_on: DF.Datetime | None
		articles: DF.Table[BankWorkOrderArticle]
		assigned_on: DF.Datetime | None
		assignment_reason: DF.SmallText | None
		branch: DF.Link | None
		cause: DF.Link | None
		channel: DF.Literal[
			"", "Counter", "Phone", "Letter", "Chat", "Email", "App", "Social", "Portal", "API"
		]
		close_reason: DF.SmallText | None
		closed_on: DF.Datetime | None
		contact_email: DF.Data | None
		contact_mobile: DF.Data | None
		contact_name: DF.Data | None
		customer: DF.Link | None
		customer_tier: DF.Link | None
		description: DF.Text | None
		escalate_on: DF.Datetime | None
		escalation_rule: DF.Link | None
		escalation_step: DF.Int
		external_id: DF.Data | None
		first_response_on: DF.Datetime | None
		handler: DF.Link | None
		language: DF.Link | None
		merged_into: DF.Link | None
		message_id: DF.Data | None
		need: DF.Link | None
		open_tasks: DF.Int
		opened_on: DF.Datetime | None
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		paused_seconds: DF.Int
		paused_since: DF.Datetime | None
		priority: DF.Literal["", "High", "Medium", "Low"]
		priority_rule: DF.Link | None
		product: DF.Link | None
		queue: DF.Link | None
		rated_on: DF.Datetime | None
		rating: DF.Int
		rating_cause: DF.Link | None
		rating_comment: DF.SmallText | None
		reopened_count: DF.Int
		resolution_clock: DF.Literal["", "Running", "Paused", "Warned", "Breached", "Met", "Missed"]
		resolution_due: DF.Datetime | None
		resolution_taken: DF.Duration | None
		resolution_warn_on: DF.Datetime | None
		response_clock: DF.Literal["", "Running", "Paused", "Warned", "Breached", "Met", "Missed"]
		response_due: DF.Datetime | None
		response_taken: DF.Duration | None
		response_warn_on: DF.Datetime | None
		service_level: DF.Link | None
		skill: DF.Link | None
		solution: DF.Text | None
		source: DF.Data | None
		split_from: DF.Link | None
		state: DF.Link | None
		state_since: DF.Datetime | None
		subject: DF.Data
		subtype: DF.Link | None
		task_summary: DF.Data | None
		viewed_on: DF.Datetime | None
	# end: auto-generated types

	def autoname(self) -> None:
		"""WO-2026-00000001 and on."""
		self.name = numbering.next_name(self.doctype)

	def before_insert(self) -> None:
		"""Complete what is missing."""
		entry.fill(self)

	def before_validate(self) -> None:
		"""What nobody types stays as it was."""
		if not self.is_new():
			entry.keep_written(self)

	def validate(self) -> None:
		"""Refuse what does not fit together, and steps that are not due."""
		entry.check(self)
		states.step(self)

	def validate_workflow(self) -> None:
		"""The system's own steps need no role; guards have judged them."""
		if not self.flags.bank_system:
			super().validate_workflow()

	def before_save(self) -> None:
		"""Give a new order to somebody; count what has moved."""
		assignment.settle(self)

	def on_update(self) -> None:
		"""Write down how long the last state took and who has the order now."""
		super().on_update()
		states.keep_dwell(self)
		assignment.follow(self)

	def on_trash(self) -> None:
		"""Take along what only belongs to this order."""
		assignment.forget(self)


def on_doctype_update() -> None:
	"""Add the sequence of its numbers, and the indexes lists, sweeps and reports read by."""
	numbering.create_sequence(rows.ORDER)
	for columns in (
		["handler", "state"],
		["queue", "state"],
		["state", "opened_on"],
		["customer", "opened_on"],
		["branch", "opened_on"],
		["opened_on"],
		["owner"],
		["message_id"],
		["response_clock", "response_due"],
		["response_clock", "response_warn_on"],
		["resolution_clock", "resolution_due"],
		["resolution_clock", "resolution_warn_on"],
		["escalate_on"],
		["rated_on", "rating"],
	):
		frappe.db.add_index(rows.ORDER, columns)
	# what a report on the answered orders of a period adds up, and whose they are
	whose = ["branch", "customer", "state"]
	frappe.db.add_index(rows.ORDER, ["answered_on", "order_type", "handler", "rating", *whose], "report_rows")
	frappe.db.add_unique(rows.ORDER, ["source", "external_id"])
