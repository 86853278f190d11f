import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.compliance.contact import lists
from bank_crm.customer import checks
from bank_crm.domain.privacy_enums import JobState


class BankContactList(Document):
	"""A list of people not to be contacted, read into blocks in the background (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		channel: DF.Literal["All Channels", "SMS", "Email", "App", "WeChat", "Phone"]
		done_at: DF.Datetime | None
		failure: DF.SmallText | None
		issued_by: DF.Data | None
		list_file: DF.Attach | None
		list_name: DF.Data
		matched_rows: DF.Int
		purpose: DF.Literal["All Purposes", "Care", "Service", "Survey", "Marketing"]
		reason: DF.Literal["Official List", "Customer's Wish", "Bank's Decision"]
		refused_rows: DF.Int
		refused_text: DF.SmallText | None
		state: DF.Literal["Waiting", "Running", "Done", "Failed"]
		total_rows: DF.Int
		unknown_rows: DF.Int
		until_date: DF.Date | None
	# end: auto-generated types

	def validate(self) -> None:
		"""What a list says is fixed with its file; how far its reading is, only the app writes."""
		before = self.get_doc_before_save()
		if before is None:
			if not self.list_file:
				checks.refuse(self, "list_file", _("attach the file with the list."))
			self.update(
				{"state": JobState.WAITING.value, "total_rows": 0, "matched_rows": 0, "unknown_rows": 0}
			)
			return
		for field in self.meta.fields:
			self.set(field.fieldname, before.get(field.fieldname))

	def after_insert(self) -> None:
		"""The file is read in the background."""
		lists.queue(self.name)

	def on_trash(self) -> None:
		"""A list that blocks somebody says why."""
		frappe.throw(_("A list is not deleted; lift its blocks."), title=_("Do Not Contact"))
