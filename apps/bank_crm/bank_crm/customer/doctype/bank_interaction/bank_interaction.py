import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, get_datetime, getdate, now_datetime

from bank_crm.customer import checks
from bank_crm.customer.overview import reminders
from bank_crm.permissions import roles

#: Clocks of two machines may differ by this much.
TOLERANCE_MINUTES = 5


class BankInteraction(Document):
	"""One contact with a customer: call, visit, message or branch visit (CUS-16)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["", "Call", "Visit", "SMS", "Email", "Chat", "WeChat", "Branch", "App"]
		content: DF.Text | None
		customer: DF.Link
		direction: DF.Literal["Inbound", "Outbound"]
		duration_minutes: DF.Int
		external_id: DF.Data | None
		name: DF.Int | None
		next_date: DF.Date | None
		next_step: DF.Data | None
		occurred_at: DF.Datetime
		outcome: DF.Literal["", "Reached", "Not Reached", "Interested", "Not Interested", "Done", "Other"]
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		reminder: DF.Link | None
		source_system: DF.Data | None
		subject: DF.Data | None
		user: DF.Link | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""A contact is the writer's own; only who answers for others' work may name somebody else."""
		user = frappe.session.user
		answers = user == "Administrator" or roles.has_any(user, [roles.BRANCH_MANAGER, roles.ADMINISTRATOR])
		if not self.user or not answers:
			self.user = user

	def validate(self) -> None:
		"""Refuse a contact that has not happened yet and a next step in the past."""
		checks.empty_to_null(self, "source_system", "external_id")
		latest = add_to_date(now_datetime(), minutes=TOLERANCE_MINUTES)
		if self.occurred_at and get_datetime(self.occurred_at) > latest:
			checks.refuse(self, "occurred_at", _("lies in the future."))
		moved = self.is_new() or self.has_value_changed("next_date")
		if self.next_date and moved and getdate(self.next_date) < getdate():
			checks.refuse(self, "next_date", _("lies in the past."))
		if self.duration_minutes and not 0 <= self.duration_minutes <= 24 * 60:
			checks.refuse(self, "duration_minutes", _("between 0 and 1440."))

	def on_update(self) -> None:
		"""The next date makes, moves or ends the reminder."""
		reminders.follow(self)

	def on_trash(self) -> None:
		"""A contact that is gone reminds nobody."""
		reminders.drop(self)


def on_doctype_update() -> None:
	"""Add the indexes the page, the lists and the loads read by."""
	frappe.db.add_unique("Bank Interaction", ["source_system", "external_id"])
	frappe.db.add_index("Bank Interaction", ["customer", "occurred_at"])
	frappe.db.add_index("Bank Interaction", ["user", "occurred_at"])
	frappe.db.add_index("Bank Interaction", ["user", "next_date"])
