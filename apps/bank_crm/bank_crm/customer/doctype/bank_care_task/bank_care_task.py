import frappe
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.customer.care import finishing, gifts
from bank_crm.domain.care import CareStatus, GiftStatus


class BankCareTask(Document):
	"""One thing to do for a customer, exactly once per rule, customer and period (CAR-06, CAR-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assigned_to: DF.Link | None
		channel: DF.Literal["", "SMS", "Email", "App", "WeChat", "Phone", "Branch"]
		customer: DF.Link
		delivery_note: DF.SmallText | None
		delivery_status: DF.Literal[
			"", "To Send", "Sending", "Sent", "Failed", "No Consent", "No Address", "No Channel"
		]
		done_at: DF.Datetime | None
		done_by: DF.Link | None
		due_on: DF.Date
		email_queue: DF.Data | None
		followed_manager: DF.Link | None
		gift: DF.Link | None
		gift_cost: DF.Currency
		gift_delivered_on: DF.Date | None
		gift_status: DF.Literal["", "Waiting for Stock", "Reserved", "Shipped", "Delivered", "Returned"]
		greeting: DF.Link | None
		message: DF.SmallText | None
		name: DF.Int | None
		note: DF.SmallText | None
		occasion: DF.Literal[
			"",
			"Birthday",
			"Account Anniversary",
			"Festival",
			"Important Date",
			"Maturity",
			"Service Cycle",
			"Customer Review",
			"Life Event",
			"Other",
		]
		occasion_on: DF.Date | None
		period_key: DF.Data | None
		priority: DF.Literal["Low", "Medium", "High"]
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		response: DF.Literal["", "Delighted", "Thankful", "Neutral", "Not Reached", "Declined"]
		rule: DF.Link | None
		sent_at: DF.Datetime | None
		status: DF.Literal["Open", "Done", "Skipped", "Cancelled"]
		subject: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Keep the unique key free of empty texts, stamp the end, wait for a gift that was chosen."""
		checks.empty_to_null(self, "rule", "period_key")
		if not self.assigned_to and not self.rule:
			self.assigned_to = frappe.session.user
		if self.gift and not self.gift_status:
			self.gift_status = GiftStatus.WAITING.value
		if self.has_value_changed("status") or self.is_new():
			self.follow_status()

	def follow_status(self) -> None:
		"""Leaving the open state stamps the task, coming back clears the stamps."""
		if self.status == CareStatus.OPEN.value:
			finishing.reopen(self)
		else:
			finishing.end(self)

	def on_update(self) -> None:
		"""A finished contact goes into the customer's history; a new wish for a gift is served from stock."""
		if not self.flags.sent_directly:
			self.follow_in_history()
		if self.gift_status == GiftStatus.WAITING.value and self.status == CareStatus.OPEN.value:
			if gifts.reserve_waiting(int(self.name)):
				self.reload()

	def follow_in_history(self) -> None:
		"""Done writes an entry, a later answer completes it, opening the task again takes it back."""
		before = self.get_doc_before_save()
		was_done = bool(before) and before.status == CareStatus.DONE.value
		if self.status == CareStatus.DONE.value:
			if was_done:
				finishing.complete_interaction(self)
			else:
				finishing.record_interaction(self, outbound_channel=self.channel or "Phone")
		elif was_done:
			finishing.take_back_interaction(self)

	def on_trash(self) -> None:
		"""What a deleted task had reserved is in stock again."""
		gifts.release(self)


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_unique("Bank Care Task", ["rule", "customer", "period_key"])
	frappe.db.add_index("Bank Care Task", ["assigned_to", "status", "due_on"])
	frappe.db.add_index("Bank Care Task", ["customer", "due_on"])
	frappe.db.add_index("Bank Care Task", ["delivery_status", "due_on"])
	frappe.db.add_index("Bank Care Task", ["gift", "gift_status"])
