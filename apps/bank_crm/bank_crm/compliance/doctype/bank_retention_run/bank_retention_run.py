from frappe.model.document import Document


class BankRetentionRun(Document):
	"""One round over all retention rules, or its rehearsal (RSK-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_retention_run_item.bank_retention_run_item import (
			BankRetentionRunItem,
		)

		dry_run: DF.Check
		ended_at: DF.Datetime | None
		failure: DF.SmallText | None
		items: DF.Table[BankRetentionRunItem]
		started_at: DF.Datetime | None
		started_by: DF.Link | None
		state: DF.Literal["Waiting", "Running", "Done", "Failed"]
	# end: auto-generated types
