import frappe
from frappe import _
from frappe.model.document import Document


class BankRetentionArchive(Document):
	"""A sealed file of rows that were taken out of the database (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		document_type: DF.Link | None
		file_name: DF.Data | None
		file_sha256: DF.Data | None
		file_size: DF.Int
		key_version: DF.Int
		name: DF.Int | None
		row_count: DF.Int
		run: DF.Link | None
		seal: DF.Data | None
	# end: auto-generated types

	def on_trash(self) -> None:
		"""The record is what proves the file."""
		if not frappe.flags.in_uninstall:
			frappe.throw(_("An archive is not deleted here."), title=_("Retention"))
