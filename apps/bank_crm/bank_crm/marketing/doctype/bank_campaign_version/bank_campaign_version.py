import frappe
from frappe.model.document import Document


class BankCampaignVersion(Document):
	"""What a campaign sends from one start to the next change (MKT-07); its row is the lock hand-over and pause share."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		campaign: DF.Link
		changes: DF.Text | None
		content: DF.JSON | None
		made_at: DF.Datetime | None
		made_by: DF.Link | None
		version_no: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The versions of a campaign."""
	frappe.db.add_unique("Bank Campaign Version", ["campaign", "version_no"])
