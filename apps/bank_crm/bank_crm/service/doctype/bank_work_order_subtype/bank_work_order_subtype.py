from frappe.model.document import Document


class BankWorkOrderSubtype(Document):
	"""A finer kind of order with its product category, priority, skill and causes (SVC-16)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.service.doctype.bank_work_order_subtype_cause.bank_work_order_subtype_cause import (
			BankWorkOrderSubtypeCause,
		)

		active: DF.Check
		causes: DF.TableMultiSelect[BankWorkOrderSubtypeCause]
		default_priority: DF.Literal["", "High", "Medium", "Low"]
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
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
		queue: DF.Link | None
		skill: DF.Link | None
		subtype_name: DF.Data
	# end: auto-generated types
