from frappe.model.document import Document


class BankServiceAbsence(Document):
	"""Days somebody is on leave or away; orders go to nobody who is absent."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_date: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		reason: DF.Data | None
		substitute: DF.Link | None
		to_date: DF.Date
	# end: auto-generated types
