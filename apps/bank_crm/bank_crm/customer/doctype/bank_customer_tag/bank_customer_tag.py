from frappe.model.document import Document


class BankCustomerTag(Document):
	"""A tag put on customers by hand or kept up by a rule (SEG-08)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Literal["", "Product", "Need", "Profile", "Behaviour", "Risk", "Other"]
		colour: DF.Color | None
		conditions: DF.JSON | None
		customer_count: DF.Int
		description: DF.SmallText | None
		enabled: DF.Check
		owner_user: DF.Link | None
		refresh_note: DF.SmallText | None
		refreshed_at: DF.Datetime | None
		tag_name: DF.Data
		valid_from: DF.Date | None
		valid_until: DF.Date | None
	# end: auto-generated types
