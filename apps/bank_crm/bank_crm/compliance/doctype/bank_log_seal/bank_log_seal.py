import frappe

from bank_crm.compliance.append_only import AppendOnlyDocument


class BankLogSeal(AppendOnlyDocument):
	"""One batch of log entries that were numbered and chained; never changed (SEC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		digest: DF.Data
		first_sequence: DF.Int
		key_version: DF.Int
		last_sequence: DF.Int
		name: DF.Int | None
		previous_digest: DF.Data | None
		row_count: DF.Int
		sealed_at: DF.Datetime
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Only one seal can follow another: two jobs at once cannot fork the chain."""
	frappe.db.add_unique("Bank Log Seal", ["previous_digest"])
