from frappe.model.document import Document


class BankContractType(Document):
	"""A kind of contract the bank signs (CON-01)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		notice_days: DF.Int
		product_category: DF.Literal[
			"",
			"Savings",
			"Time Deposit",
			"Wealth",
			"Fund",
			"Precious Metal",
			"Insurance",
			"Loan",
			"Credit Card",
			"Debit Card",
		]
		template: DF.Link | None
		type_name: DF.Data
	# end: auto-generated types
