import frappe
from frappe import _
from frappe.model.document import Document


class BankSurveyVersion(Document):
	"""A survey as it was published; never changed, so that old answers keep their questions."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		definition: DF.JSON
		published_by: DF.Link | None
		published_on: DF.Datetime | None
		survey: DF.Link
		version_no: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		"""A version is what customers were asked; it never changes."""
		if not self.is_new():
			frappe.throw(_("A published version is not changed; change the draft and publish it again."))


def on_doctype_update() -> None:
	"""Two versions of a survey never have one number."""
	frappe.db.add_unique("Bank Survey Version", ["survey", "version_no"])
