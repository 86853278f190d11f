from bank_crm.compliance.append_only import AppendOnlyDocument


class BankLogArchive(AppendOnlyDocument):
	"""A file the oldest log entries were moved to, with what proves it unchanged (SEC-13)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		digest: DF.Data
		file_name: DF.Data
		file_sha256: DF.Data
		file_size: DF.Int
		first_sequence: DF.Int
		from_time: DF.Datetime | None
		key_version: DF.Int
		last_sequence: DF.Int
		name: DF.Int | None
		previous_digest: DF.Data | None
		row_count: DF.Int
		seal: DF.Data
		to_time: DF.Datetime | None
	# end: auto-generated types
