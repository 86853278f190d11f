from frappe.model.document import Document


class BankReportDelivery(Document):
	"""One mail of a report to one employee for one period; its key keeps it single (ANA-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		delivery_key: DF.Data | None
		name: DF.Int | None
		period_key: DF.Data | None
		reason: DF.SmallText | None
		recipient: DF.Link
		report: DF.Link
		sent_at: DF.Datetime | None
		state: DF.Literal["Sent", "Not Sent"]
	# end: auto-generated types
