from frappe.model.document import Document


class BankComplaintRepresentative(Document):
	"""Who speaks for a group that complains (SVC-11)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link | None
		note: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		representative_name: DF.Data
	# end: auto-generated types
