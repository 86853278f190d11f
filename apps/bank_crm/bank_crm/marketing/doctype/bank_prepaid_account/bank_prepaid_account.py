import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from bank_crm.customer import checks


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

	def validate(self) -> None:
		"""The sums are those in the row, whatever the form holds."""
		if flt(self.unit_price) <= 0:
			checks.refuse(self, "unit_price", _("must be above 0."))
		names = ("balance", "reserved", "available")
		if self.is_new():
			self.update(dict.fromkeys(names, 0))
		else:
			self.update(frappe.db.get_value(self.doctype, self.name, names, as_dict=True, for_update=True))
