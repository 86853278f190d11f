import json

import frappe

from bank_crm.compliance import sentences
from bank_crm.compliance.append_only import AppendOnlyDocument


class BankOperationLog(AppendOnlyDocument):
	"""One operation somebody performed; written by `operation_log.record` only, never changed (SEC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal[
			"",
			"Write",
			"Delete",
			"Log-in",
			"Log-in Refused",
			"Log-out",
			"Reveal",
			"Export",
			"Print",
			"Permission Change",
			"Tier Change",
			"Access Granted",
			"Access Used",
			"Access Withdrawn",
			"Export Requested",
			"Export Approved",
			"Export Downloaded",
			"Handover",
			"Unlock",
			"Workflow Change",
			"Data Subject Request",
			"Sync",
		]
		after_values: DF.LongText | None
		before_values: DF.LongText | None
		customer: DF.Data | None
		detail: DF.SmallText | None
		device: DF.Data | None
		digest: DF.Data | None
		fingerprint: DF.Data | None
		full_name: DF.Data | None
		ip_address: DF.Data | None
		key_version: DF.Int
		name: DF.Int | None
		nonce: DF.Data | None
		occurred_at: DF.Datetime
		origin: DF.Data | None
		outcome: DF.Literal["Done", "Refused", "Failed"]
		ref_doctype: DF.Data | None
		ref_name: DF.Data | None
		sequence: DF.Int
		summary: DF.SmallText | None
		user: DF.Data
	# end: auto-generated types

	def onload(self) -> None:
		"""Give the form what the DocType and its fields are called; its reader may have no right to that DocType."""
		values: dict[str, list] = {}
		for text in (self.before_values, self.after_values):
			for field, value in (json.loads(text) if text else {}).items():
				values.setdefault(field, []).append(value)
		self.set_onload("labels", sentences.labels(self.ref_doctype, sorted(values), frappe.local.lang))
		self.set_onload("words", sentences.words(self.ref_doctype, values, frappe.local.lang))


def on_doctype_update() -> None:
	"""Add the indexes searches read by, and let nobody change what is written."""
	for columns in (
		["occurred_at"],
		["user", "occurred_at"],
		["customer", "occurred_at"],
		["action", "occurred_at"],
	):
		frappe.db.add_index("Bank Operation Log", columns)
	frappe.db.add_index("Bank Operation Log", ["ref_doctype", "ref_name"])
