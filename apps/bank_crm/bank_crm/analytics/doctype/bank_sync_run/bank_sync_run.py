import frappe
from frappe import _
from frappe.model.document import Document

REFUSALS_SHOWN = 200


class BankSyncRun(Document):
	"""One run of a data source: its state, counts, parts and refused rows (INT-02, INT-03); written by the engine."""

	# begin: auto-generated types
	# end: auto-generated types

	@frappe.whitelist()
	def details(self) -> dict[str, list]:
		"""The parts and the first refused rows, for the form."""
		self.check_permission("read")
		parts = frappe.get_all(
			"Bank Sync Part",
			filters={"run": self.name},
			fields=[
				"part_name",
				"stage",
				"rows_read",
				"rows_new",
				"rows_changed",
				"rows_unchanged",
				"rows_refused",
			],
			order_by="part_no asc",
		)
		refusals = frappe.get_all(
			"Bank Sync Refusal",
			filters={"run": self.name},
			fields=["file_name", "line_no", "column_name", "reason", "value_shown", "external_id"],
			order_by="name asc",
			limit=REFUSALS_SHOWN,
		)
		for row in parts:
			row.stage = _(row.stage)
		for row in refusals:
			row.reason = _(row.reason)
		return {"parts": parts, "refusals": refusals}
