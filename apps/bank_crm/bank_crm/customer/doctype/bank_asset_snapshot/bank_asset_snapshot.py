import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_last_day, getdate

from bank_crm.customer import checks


class BankAssetSnapshot(Document):
	"""A customer's assets and liabilities at the end of a month."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		credit_card: DF.Currency
		customer: DF.Link
		fund: DF.Currency
		insurance: DF.Currency
		loan: DF.Currency
		month_avg_aum: DF.Currency
		month_end: DF.Date
		name: DF.Int | None
		precious_metal: DF.Currency
		savings: DF.Currency
		time_deposit: DF.Currency
		total_aum: DF.Currency
		total_liability: DF.Currency
		wealth: DF.Currency
	# end: auto-generated types

	def validate(self) -> None:
		"""A snapshot belongs to the last day of a month."""
		if getdate(self.month_end) != get_last_day(self.month_end):
			checks.refuse(self, "month_end", _("must be the last day of a month."))


def on_doctype_update() -> None:
	"""Add the indexes the lists, roll-ups and upserts read by."""
	frappe.db.add_unique("Bank Asset Snapshot", ["customer", "month_end"])
