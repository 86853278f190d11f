import frappe
from frappe.model.document import Document


class BankCampaignWave(Document):
	"""One time a campaign turns to its customers, on one channel (MKT-08, MKT-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		audience_size: DF.Int
		campaign: DF.Link
		cancelled: DF.Int
		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		clicked: DF.Int
		delivered: DF.Int
		ended_at: DF.Datetime | None
		excluded: DF.Int
		failed: DF.Int
		fixed_at: DF.Datetime | None
		of_wave: DF.Link | None
		reserved: DF.Currency
		send_at: DF.Datetime
		send_until: DF.Datetime | None
		sent: DF.Int
		state: DF.Literal["Planned", "Fixing Targets", "Sending", "Done", "Cancelled"]
		state_note: DF.SmallText | None
		targeted: DF.Int
		wave_audience: DF.Literal[
			"Everybody",
			"Not Reached",
			"Reached, Not Clicked",
			"Clicked, Not Claimed",
			"Claimed, Not Purchased",
			"Without Purchase",
			"Participants Only",
		]
		wave_name: DF.Data
	# end: auto-generated types


def on_doctype_update() -> None:
	"""Waves that are due are found by state and time, a campaign's by its name."""
	frappe.db.add_index("Bank Campaign Wave", ["state", "send_at"])
	frappe.db.add_index("Bank Campaign Wave", ["campaign", "state"])
