import frappe
from frappe.model.document import Document

from bank_crm.customer.relationships import validation


class BankRelationshipRole(Document):
	"""What one customer can be to another, and the rules that follow from it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acyclic: DF.Check
		at_most: DF.Int
		enabled: DF.Check
		exclusive_group: DF.Data | None
		kind: DF.Literal["Family", "Social", "Employment", "Ownership", "Guarantee", "Business"]
		min_years_older: DF.Int
		other_type: DF.Literal["Any", "Person", "Company"]
		own_type: DF.Literal["Any", "Person", "Company"]
		reciprocal: DF.Link | None
		role_name: DF.Data
		sort_order: DF.Int
		takes_share: DF.Check
	# end: auto-generated types

	def validate(self) -> None:
		"""The two roles of a pair agree; a role in use keeps its pair."""
		validation.check_role(self)
		validation.refuse_changed_pair(self)

	def on_update(self) -> None:
		"""Tell the other role of the pair."""
		if self.reciprocal != self.name:
			frappe.db.set_value(self.doctype, self.reciprocal, "reciprocal", self.name)
