from frappe.model.document import Document

from bank_crm.service.orders import entry


class BankPriorityRule(Document):
	"""Which priority a new order gets (SVC-02)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		active: DF.Check
		channel: DF.Literal[
			"", "Counter", "Phone", "Letter", "Chat", "Email", "App", "Social", "Portal", "API"
		]
		customer_tier: DF.Link | None
		keywords: DF.SmallText | None
		order_type: DF.Literal["", "Enquiry", "Complaint", "Suggestion", "Business Request"]
		priority: DF.Literal["", "High", "Medium", "Low"]
		rule_name: DF.Data
		sequence: DF.Int
		subtype: DF.Link | None
	# end: auto-generated types

	def on_update(self) -> None:
		"""New orders follow the rule from now on."""
		entry.drop_rules()

	def after_delete(self) -> None:
		"""New orders forget it."""
		entry.drop_rules()

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""New orders name it as it is called now."""
		entry.drop_rules()
