import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from bank_crm.customer import checks


class BankLegalHold(Document):
	"""A customer's data an authority or a dispute forbids to erase (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		authority: DF.Data
		customer: DF.Link
		from_date: DF.Date
		proof: DF.Attach | None
		reason: DF.SmallText
		reference: DF.Data | None
		release_reason: DF.SmallText | None
		released_at: DF.Datetime | None
		released_by: DF.Link | None
		until_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""A hold is released by a step of its own, never by typing."""
		before = self.get_doc_before_save()
		written = ("active", "released_at", "released_by", "release_reason")
		self.update({field: before.get(field) if before else None for field in written})
		if before is None:
			self.active = 1
		if self.until_date and getdate(self.until_date) < getdate(self.from_date):
			checks.refuse(self, "until_date", _("is before the first day."))

	def on_trash(self) -> None:
		"""What was held, for whom and until when, stays known."""
		frappe.throw(_("A legal hold is released, never deleted."), title=_("Legal Hold"))


def on_doctype_update() -> None:
	"""Add the index every erasure and the nightly retention ask."""
	frappe.db.add_index("Bank Legal Hold", ["customer", "active"])
