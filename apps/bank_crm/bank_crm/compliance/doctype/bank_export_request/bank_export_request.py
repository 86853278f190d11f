from frappe.model.document import Document

from bank_crm.compliance.export import flow, store


class BankExportRequest(Document):
	"""A wish for data outside the system: masked, approved by compliance, downloadable once (SEC-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_export_column.bank_export_column import BankExportColumn

		applicant: DF.Link
		branch: DF.Link | None
		check_text: DF.SmallText | None
		checked_at: DF.Datetime | None
		columns: DF.Table[BankExportColumn]
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		decision_note: DF.SmallText | None
		document_type: DF.Link | None
		downloaded_at: DF.Datetime | None
		downloaded_from: DF.Data | None
		expected_rows: DF.Int
		expires_at: DF.Datetime | None
		failure: DF.SmallText | None
		file_format: DF.Literal["XLSX", "CSV"]
		file_hash: DF.Data | None
		file_size: DF.Int
		filters: DF.JSON | None
		filters_text: DF.SmallText | None
		made_at: DF.Datetime | None
		purpose: DF.SmallText
		recipient: DF.Data
		report: DF.Link | None
		requested_at: DF.Datetime | None
		row_count: DF.Int
		sample: DF.JSON | None
		segment: DF.Link | None
		source_type: DF.Literal["DocType", "Report", "Segment"]
		status: DF.Link
	# end: auto-generated types

	def validate(self) -> None:
		"""Only the steps of a request are possible, each by whom it is for; nothing changes after its check."""
		flow.apply(self)

	def on_update(self) -> None:
		"""What follows from a step: the file is made, somebody is told, the log has it."""
		flow.after_save(self)

	def after_delete(self) -> None:
		"""No file outlives its request."""
		store.remove_after_commit(self.name)
