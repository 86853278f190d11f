from frappe.model.document import Document


class BankLogSeal(Document):
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
