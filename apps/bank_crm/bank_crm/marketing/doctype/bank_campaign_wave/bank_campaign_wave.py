import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from bank_crm.customer import checks
from bank_crm.domain.campaign_enums import CampaignState, WaveState
from bank_crm.marketing.campaigns import definition, money, problems, steps, tallies


class BankCampaignWave(Document):
	"""One time a campaign turns to its customers, on one channel (MKT-08, MKT-09)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		audience_size: DF.Int
		call_attempts: DF.Int
		campaign: DF.Link
		cancelled: DF.Int
		channel: DF.Literal["SMS", "Email", "App", "WeChat", "Phone"]
		clicked: DF.Int
		delivered: DF.Int
		ended_at: DF.Datetime | None
		excluded: DF.Int
		exclusions: DF.JSON | None
		failed: DF.Int
		fixed_at: DF.Datetime | None
		of_wave: DF.Link | None
		opened: DF.Int
		reached: DF.Int
		reserved: DF.Currency
		script: DF.Text | None
		send_at: DF.Datetime
		send_until: DF.Datetime | None
		sent: DF.Int
		spent: DF.Currency
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

	def before_validate(self) -> None:
		"""Who names no time means as soon as the campaign runs."""
		self.send_at = self.send_at or now_datetime().replace(microsecond=0)

	def validate(self) -> None:
		"""A wave lies ahead, in its campaign's time, and does not begin while another of its channel is at work."""
		self.keep_figures()
		campaign = frappe.get_doc("Bank Campaign", self.campaign)
		campaign.check_permission("write")
		if campaign.state in (CampaignState.ENDED.value, CampaignState.REVIEWED.value):
			checks.refuse(self, "campaign", _("is over."))
		if not self.is_new() and self.state != WaveState.PLANNED.value:
			frappe.throw(_("The targets of this wave are fixed; plan another one."), title=_("Wave"))
		self.check_schedule(campaign)
		if self.of_wave and frappe.db.get_value(self.doctype, self.of_wave, "campaign") != self.campaign:
			checks.refuse(self, "of_wave", _("is one of another campaign."))
		if campaign.state == CampaignState.RUNNING.value:
			self.check_content(campaign)

	def check_schedule(self, campaign: Document) -> None:
		"""Times that have passed, lie outside the campaign or overlap another wave of the channel are refused."""
		begin = get_datetime(self.send_at)
		until = get_datetime(self.send_until) if self.send_until else None
		if self.has_value_changed("send_at") and begin < now_datetime().replace(second=0, microsecond=0):
			checks.refuse(self, "send_at", _("has passed already."))
		if not str(campaign.starts_on) <= str(begin.date()) <= str(campaign.ends_on):
			checks.refuse(self, "send_at", _("lies outside the campaign's time."))
		if until and until <= begin:
			checks.refuse(self, "send_until", _("lies before {0}.").format(_("Send From")))
		if not steps.has_a_minute(self, definition.content_of(campaign)):
			checks.refuse(self, "send_at", _("from then on there is no minute in which messages may leave."))
		others = frappe.get_all(
			self.doctype,
			filters={
				"campaign": self.campaign,
				"channel": self.channel,
				"name": ("!=", self.name or ""),
				"state": ("not in", (WaveState.DONE.value, WaveState.CANCELLED.value)),
			},
			fields=["wave_name", "send_at", "send_until"],
			limit=0,
		)
		for other in others:
			first, last = get_datetime(other.send_at), other.send_until and get_datetime(other.send_until)
			if (until is None or first < until) and (not last or begin < last):
				if first == begin or until or last:
					name = frappe.utils.escape_html(other.wave_name)
					checks.refuse(self, "send_at", _("overlaps the wave {0}.").format(frappe.bold(name)))

	def check_content(self, campaign: Document) -> None:
		"""A wave added while the campaign runs is paid for and has something to say."""
		content = definition.content_of(campaign)
		bodies = definition.samples(content, self.channel)
		if not bodies and self.channel != "Phone":
			checks.refuse(self, "channel", _("the campaign has no content for it."))
		cost = money.estimate(self.channel, bodies, problems.size_of(content))
		other = money.other_costs(campaign.costs)
		if found := money.shortfalls(campaign.name, campaign.budget, other, cost, self.channel):
			frappe.throw(
				"<br>".join(money.sentence(one) for one in found), money.NotEnough, title=_("Campaign Budget")
			)

	def on_update(self) -> None:
		"""What is due does not wait for the minute."""
		running = frappe.db.get_value("Bank Campaign", self.campaign, "state") == CampaignState.RUNNING.value
		if running and get_datetime(self.send_at) <= now_datetime():
			steps.enqueue(self.name)

	def on_trash(self) -> None:
		"""A wave whose targets are fixed tells what was sent."""
		if self.state != WaveState.PLANNED.value:
			frappe.throw(_("The targets of this wave are fixed; it is not deleted."), title=_("Wave"))
		money.reserve(self.name, money.NOTHING)

	def keep_figures(self) -> None:
		"""Whatever the form holds, state and figures are those in the row."""
		names = (*tallies.WAVE_COUNTERS, "state", "state_note", "fixed_at", "ended_at")
		if self.is_new():
			self.update(
				dict.fromkeys(tallies.WAVE_COUNTERS, 0)
				| {"exclusions": None, "state": WaveState.PLANNED.value}
			)
		else:
			self.update(frappe.db.get_value(self.doctype, self.name, names, as_dict=True, for_update=True))


def on_doctype_update() -> None:
	"""Waves that are due are found by state and time, a campaign's by its name."""
	frappe.db.add_index("Bank Campaign Wave", ["state", "send_at"])
	frappe.db.add_index("Bank Campaign Wave", ["campaign", "state"])
