import frappe
from frappe.model.document import Document


class BankVolumeForecast(Document):
	"""A volume of the bank or a branch, its history and what is expected (SAL-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.sales.doctype.bank_volume_point.bank_volume_point import BankVolumePoint

		branch: DF.Link | None
		computed_on: DF.Datetime | None
		error: DF.Currency
		measure: DF.Literal["", "Deposits Received", "Loans Granted", "Deposit Balance", "Loan Balance"]
		method: DF.Literal[
			"",
			"Seasonal Naive",
			"Exponential Smoothing",
			"Seasonal Smoothing",
			"Theta",
		]
		months: DF.Int
		naive_error: DF.Currency
		note: DF.SmallText | None
		percent: DF.Percent
		points: DF.Table[BankVolumePoint]
		skill: DF.Percent
		tests: DF.Int
		title: DF.Data | None
		within: DF.Percent
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One forecast for a volume and branch."""
	frappe.db.add_unique("Bank Volume Forecast", ["measure", "branch"])
