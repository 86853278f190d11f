import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import audiences, checks
from bank_crm.customer.segments import access, combine, live
from bank_crm.customer.tags import rules

#: Characters a tag has none of: lists, texts and queries separate tags by them.
FORBIDDEN = frozenset("%\\,\"'<>`")


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

	def validate(self) -> None:
		"""Check name, period, owner and rule; the rule may only use what its owner may see."""
		access.check_owner(self)
		checks.check_period(self, "valid_from", "valid_until")
		if set(self.tag_name) & FORBIDDEN:
			checks.refuse(
				self, "tag_name", _("these characters are not allowed: {0}").format("% \\ , \" ' < >")
			)
		if combine.tree_of("Conditions", self.conditions, None) is None:
			self.conditions = None
		if self.conditions:
			live.read(frappe.parse_json(self.conditions), user=self.owner_user)
			if way := combine.circle_of(
				("tag", self.name or self.tag_name), combine.references(self.as_dict())
			):
				checks.refuse(self, "conditions", _("the tag would depend on itself: {0}").format(way))

	def on_update(self) -> None:
		"""Apply a new or changed rule; take off what a deleted one has put on."""
		if not self.has_value_changed("conditions") and not self.has_value_changed("enabled"):
			return
		if self.conditions:
			audiences.queue("tag", self.name)
		elif self.get_doc_before_save():
			rules.end_rule(self.name)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Refuse a new name where conditions know the old one."""
		if set(new) & FORBIDDEN:
			checks.refuse(
				self, "tag_name", _("these characters are not allowed: {0}").format("% \\ , \" ' < >")
			)
		combine.check_unused(("tag", old))

	def on_trash(self) -> None:
		"""Refuse to delete a tag that conditions name; one with a history is held by the framework."""
		combine.check_unused(("tag", self.name))
