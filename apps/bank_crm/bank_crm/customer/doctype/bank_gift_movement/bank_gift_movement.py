import frappe
from frappe import _
from frappe.model.document import Document

from bank_crm.customer import checks
from bank_crm.customer.care import gifts
from bank_crm.domain.care import GiftMove


class BankGiftMovement(Document):
	"""One change of a gift's stock; never edited (CAR-05)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		gift: DF.Link
		moved_at: DF.Datetime | None
		moved_by: DF.Link | None
		name: DF.Int | None
		note: DF.SmallText | None
		quantity: DF.Int
		reason: DF.Literal["", "Receipt", "Issue", "Return", "Correction"]
		stock_after: DF.Int
		unit_cost: DF.Currency
	# end: auto-generated types

	def before_insert(self) -> None:
		"""The stock changes with the movement or not at all."""
		self.check_direction()
		gifts.stamp(self)

	def before_save(self) -> None:
		"""A movement that is there stays as it is; a wrong one is set right by another."""
		if not self.is_new():
			frappe.throw(_("A movement is never changed; enter a correction."))

	def on_trash(self) -> None:
		"""See before_save."""
		frappe.throw(_("A movement is never deleted; enter a correction."))

	def check_direction(self) -> None:
		"""Receipts and returns come in, issues go out; corrections go both ways."""
		quantity = int(self.quantity or 0)
		comes_in = self.reason in (GiftMove.RECEIPT.value, GiftMove.RETURN.value)
		if quantity == 0 or (comes_in and quantity < 0) or (self.reason == GiftMove.ISSUE and quantity > 0):
			checks.refuse(self, "quantity", _("above zero for what comes in, below zero for what goes out."))


def on_doctype_update() -> None:
	"""Add the indexes the screens and the nightly run read by."""
	frappe.db.add_index("Bank Gift Movement", ["gift", "moved_at"])
