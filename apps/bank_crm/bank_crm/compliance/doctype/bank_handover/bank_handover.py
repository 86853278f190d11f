from frappe.model.document import Document


class BankHandover(Document):
	"""Customers passed on to another relationship manager on a date, as one step that can be undone."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from bank_crm.compliance.doctype.bank_handover_customer.bank_handover_customer import (
			BankHandoverCustomer,
		)

		customers: DF.Table[BankHandoverCustomer]
		customers_moved: DF.Int
		done_at: DF.Datetime | None
		effective_on: DF.Date
		from_user: DF.Link | None
		kind: DF.Literal["Customers", "Portfolio", "Leaver"]
		note: DF.SmallText | None
		reason: DF.SmallText
		scheduled_by: DF.Link | None
		state: DF.Literal["Draft", "Scheduled", "Done", "Undone", "Cancelled"]
		tasks_moved: DF.Int
		to_user: DF.Link
		undo_reason: DF.SmallText | None
		undone_at: DF.Datetime | None
		undone_by: DF.Link | None
	# end: auto-generated types
