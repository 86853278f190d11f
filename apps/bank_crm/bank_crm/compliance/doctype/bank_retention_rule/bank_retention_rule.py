from frappe.model.document import Document


class BankRetentionRule(Document):
	"""How long rows of one DocType are kept, and what happens to them then (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Delete", "Anonymise", "Archive"]
		after_months: DF.Int
		counted_from: DF.Data
		document_type: DF.Link
		enabled: DF.Check
		keep_months: DF.Int
		kept_because: DF.SmallText | None
		last_rows: DF.Int
		last_run_on: DF.Datetime | None
		legal_basis: DF.SmallText | None
		on_request: DF.Literal["Delete", "Anonymise", "Keep"]
	# end: auto-generated types
