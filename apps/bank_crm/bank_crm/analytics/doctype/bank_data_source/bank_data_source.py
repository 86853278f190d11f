from pathlib import PurePosixPath

import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.domain.sync_mapping import MappingProblem
from bank_crm.domain.sync_types import ConnectorKind


class BankDataSource(Document):
	"""Where rows of one entity come from, how they are read and what their columns mean (INT-01, INT-04, INT-07)."""

	# begin: auto-generated types
	# end: auto-generated types

	def validate(self) -> None:
		self.check_encoding()
		self.check_pattern()
		self.check_mapping()

	def check_encoding(self) -> None:
		try:
			"".encode(self.encoding or "utf-8")
		except LookupError:
			frappe.throw(_("There is no encoding {0}").format(self.encoding), title=_("Encoding"))

	def check_pattern(self) -> None:
		if (
			self.connector == ConnectorKind.FOLDER.value
			and len(PurePosixPath(self.file_pattern or "").parts) > 1
		):
			frappe.throw(_("The file pattern may not name folders"), title=_("File Pattern"))

	def check_mapping(self) -> None:
		from bank_crm.analytics.sync.sources import compiled_mapping

		try:
			compiled_mapping(self)
		except MappingProblem as problem:
			frappe.throw(_("The mapping can't work: {0}").format(str(problem)), title=_("Mapping"))

	def on_trash(self) -> None:
		"""The runs of a source go with it; what it brought stays."""
		for doctype in ("Bank Sync Refusal", "Bank Sync Part", "Bank Sync Run"):
			frappe.db.delete(doctype, {"data_source": self.name})
