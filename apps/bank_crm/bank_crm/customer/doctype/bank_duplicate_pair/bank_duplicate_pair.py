import frappe
from frappe.model.document import Document


class BankDuplicatePair(Document):
	"""Two customers who may be the same person, and what was decided about them (CUS-13, CUS-14)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		found_at: DF.Datetime | None
		found_by: DF.Literal["Entry", "Nightly Job"]
		merge: DF.Link | None
		name: DF.Int | None
		name_similarity: DF.Int
		other_customer: DF.Link
		reason: DF.SmallText | None
		same_birth_date: DF.Check
		same_email: DF.Check
		same_id_number: DF.Check
		same_mobile: DF.Check
		same_name: DF.Check
		score: DF.Int
		status: DF.Literal["Open", "Not a Duplicate", "Merged"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""One row for two customers, the lower name first; lists read by decision and likelihood."""
	frappe.db.add_unique("Bank Duplicate Pair", ["customer", "other_customer"])
	frappe.db.add_index("Bank Duplicate Pair", ["status", "score"])
