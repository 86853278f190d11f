from frappe.model.document import Document


class BankPrepaidAccount(Document):
	"""Message fees paid in advance, e.g. for SMS (MKT-04)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		account_name: DF.Data
		available: DF.Currency
		balance: DF.Currency
		low_at: DF.Currency
		reserved: DF.Currency
		unit_price: DF.Currency
	# end: auto-generated types
