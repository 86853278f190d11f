from frappe.model.document import Document


class BankHouseholdMember(Document):
	"""One person's time in one household."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		from_date: DF.Date
		household: DF.Link
		name: DF.Int | None
		role: DF.Literal["Head", "Spouse", "Child", "Parent", "Sibling", "Grandparent", "Grandchild", "Other"]
		to_date: DF.Date | None
	# end: auto-generated types
