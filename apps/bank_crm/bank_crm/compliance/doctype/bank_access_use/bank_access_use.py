from frappe.model.document import Document


class BankAccessUse(Document):
	"""A customer or list a granted request was used for; once per user, customer and day (SEC-10)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link | None
		name: DF.Int
		ref_doctype: DF.Link | None
		ref_name: DF.Data | None
		request: DF.Link
		use_key: DF.Data | None
		used_on: DF.Date
		user: DF.Link
	# end: auto-generated types
