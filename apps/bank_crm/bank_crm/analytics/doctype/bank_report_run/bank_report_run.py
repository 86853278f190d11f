from frappe.model.document import Document


class BankReportRun(Document):
	"""A report made in the background for the one who asked, with the rows he or she had then (ANA-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		definition: DF.JSON | None
		finished_at: DF.Datetime | None
		message: DF.SmallText | None
		report: DF.Link | None
		result: DF.JSON | None
		state: DF.Literal["Queued", "Running", "Done", "Failed"]
		title: DF.Data | None
	# end: auto-generated types
