from frappe import _
from frappe.model.document import Document

from bank_crm.customer import audiences, checks
from bank_crm.customer.segments import access, actions, combine, live
from bank_crm.domain.audience import CombinationRefused
from bank_crm.domain.customer_enums import SegmentBasis, SegmentKind


class BankSegment(Document):
	"""A set of customers, made from conditions, from other segments, or by hand (SEG-09, CUS-12)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		basis: DF.Literal["Conditions", "Combination", "Manual List"]
		combination: DF.JSON | None
		conditions: DF.JSON | None
		description: DF.SmallText | None
		enabled: DF.Check
		is_group: DF.Check
		kind: DF.Literal["Static", "Dynamic"]
		member_count: DF.Int
		owner_user: DF.Link | None
		preset_key: DF.Data | None
		refresh_note: DF.SmallText | None
		refreshed_at: DF.Datetime | None
		segment_name: DF.Data
	# end: auto-generated types

	def validate(self) -> None:
		"""Keep what the basis needs, and check that its owner may ask it and that it closes no circle."""
		access.check_owner(self)
		self.keep_basis()
		self.check_definition()
		if way := combine.circle_of(("segment", self.name), combine.references(self.as_dict())):
			field = "combination" if self.combination else "conditions"
			checks.refuse(self, field, _("the segment would depend on itself: {0}").format(way))

	def keep_basis(self) -> None:
		"""Empty what does not belong to the basis; a group has its members by hand and stays as it is."""
		self.is_group = int(self.basis == SegmentBasis.MANUAL)
		if self.is_group:
			self.kind = SegmentKind.STATIC.value
		self.conditions = self.conditions or None if self.basis == SegmentBasis.CONDITIONS else None
		self.combination = self.combination or None if self.basis == SegmentBasis.COMBINATION else None

	def check_definition(self) -> None:
		"""Refuse missing or wrong conditions, and a combination of fewer than two known segments."""
		if self.is_group:
			return
		try:
			tree = combine.tree_of(self.basis, self.conditions, self.combination)
		except CombinationRefused as refused:
			checks.refuse(self, "combination", combine.explain(refused))
		if tree is None:
			checks.refuse(self, "conditions", _("give at least one condition."))
		combine.check_known(self)
		live.read(tree, user=self.owner_user)

	def on_update(self) -> None:
		"""Look for the members of a new or changed segment."""
		changed = [
			f for f in ("basis", "conditions", "combination", "owner_user") if self.has_value_changed(f)
		]
		if changed and not self.is_group and self.enabled:
			audiences.queue("segment", self.name)

	def on_trash(self) -> None:
		"""Refuse where others lean on it; members and log go along."""
		combine.check_unused(("segment", self.name))
		actions.forget(self.name)
