from frappe.model.document import Document


class BankContractPayment(Document):
	"""A payment that falls due with a milestone (CON-03)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		due_on: DF.Date
		milestone: DF.Data
		paid_on: DF.Date | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		remark: DF.Data | None
	# end: auto-generated types
