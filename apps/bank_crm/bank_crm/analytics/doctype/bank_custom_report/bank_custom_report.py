from frappe.model.document import Document

from bank_crm.analytics.semantic import saving


class BankCustomReport(Document):
	"""A report somebody has put together: what is counted, by what, and who may see it with his own rows (ANA-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.analytics.doctype.bank_report_recipient.bank_report_recipient import BankReportRecipient
		from bank_crm.analytics.doctype.bank_report_share.bank_report_share import BankReportShare

		chart: DF.Literal["Table", "Bar", "Line", "Pie"]
		definition: DF.JSON
		description: DF.SmallText | None
		entity: DF.Data | None
		recipients: DF.Table[BankReportRecipient]
		schedule: DF.Literal["", "Daily", "Weekly", "Monthly"]
		shares: DF.Table[BankReportShare]
		title: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Keep only a title, a definition, shares and recipients that make sense."""
		saving.check(self)

	def on_trash(self) -> None:
		"""Take away what hangs on it: pinned charts and cards, results, the record of its mails."""
		saving.forget(self)
