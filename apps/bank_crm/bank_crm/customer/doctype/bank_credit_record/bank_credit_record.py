from frappe.model.document import Document


class BankCreditRecord(Document):
	"""What was known of a customer's credit on one day (CUS-15)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		credit_limit: DF.Currency
		grade: DF.Data | None
		overdue_amount: DF.Currency
		overdue_days: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		recorded_on: DF.Date
		score: DF.Int
		source: DF.Data | None
	# end: auto-generated types
