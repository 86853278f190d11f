from frappe.model.document import Document


class BankLostReason(Document):
	"""Why opportunities are lost (SAL-06)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		reason_name: DF.Data
	# end: auto-generated types
