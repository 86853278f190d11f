import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from bank_crm.customer.tags import actions, store
from bank_crm.domain.customer_enums import TagChangeKind, TagSource


class BankTagAssignment(Document):
	"""One tag on one customer (SEG-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assigned_at: DF.Datetime | None
		assigned_by: DF.Link | None
		customer: DF.Link
		name: DF.Int | None
		source: DF.Literal["", "Manual", "Rule", "Batch", "Import"]
		tag: DF.Link
		valid_until: DF.Date | None
	# end: auto-generated types

	def before_insert(self) -> None:
		"""Stamp who and when; what a data import brings is marked so."""
		self.source = (TagSource.IMPORT if frappe.flags.in_import else TagSource.MANUAL).value
		self.assigned_by, self.assigned_at = frappe.session.user, now_datetime()

	def validate(self) -> None:
		"""Refuse a tag that is not in force and a last day that is over."""
		actions.check_offered([self.tag])
		actions.check_until(self.valid_until)

	def after_insert(self) -> None:
		"""Keep the history."""
		store.log_document(self, TagChangeKind.ADDED)

	def on_trash(self) -> None:
		"""Refuse to take off by hand what a rule puts on; keep the history."""
		actions.check_not_by_rule(self.customer, [self.tag])
		store.log_document(self, TagChangeKind.REMOVED)


def on_doctype_update() -> None:
	"""Add the indexes rules, lists and joins read by."""
	frappe.db.add_unique("Bank Tag Assignment", ["customer", "tag"])
	frappe.db.add_index("Bank Tag Assignment", ["tag", "customer"])
	frappe.db.add_index("Bank Tag Assignment", ["valid_until"])
