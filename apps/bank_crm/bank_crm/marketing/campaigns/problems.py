"""Why a campaign cannot be made or started: its budget, its audience, or both – always naming which (MKT-04, MKT-05)."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder.functions import Count
from frappe.utils import flt

from bank_crm.customer.segments import combine
from bank_crm.domain import audience
from bank_crm.domain.campaign_enums import AudienceMatch, SegmentUse, WaveState
from bank_crm.domain.care import ConsentChannel
from bank_crm.marketing.audience import choosing
from bank_crm.marketing.campaigns import definition, money
from bank_crm.speaking import listed

SEGMENT, WAVE = "Bank Segment", "Bank Campaign Wave"


def refuse(campaign: Document, *, starting: bool = False) -> None:
	"""Stop with every reason there is; nothing where there is none. `starting` asks for all a start needs."""
	if told := find(campaign, starting=starting):
		text = told[0] if len(told) == 1 else "<br>".join(f"• {line}" for line in told)
		frappe.throw(
			text, title=_("The Campaign Cannot Be Started") if starting else _("The Campaign Cannot Be Made")
		)


def find(campaign: Document, *, starting: bool = False) -> list[str]:
	"""Return the reasons, each safe as HTML."""
	content = definition.content_of(campaign)
	told: list[str] = []
	size = 0
	if definition.includes_anybody(content):
		size = size_of(content)
		if not size:
			told += contradiction(content, campaign.owner_user)
			size = 0 if told else _live_size(content, campaign.owner_user)
	elif starting:
		told.append(_("Audience: choose at least one segment."))
	told += _money(campaign, content, size)
	if starting:
		told += _missing(campaign, content)
		told += [frappe.utils.escape_html(line) for line in definition.findings(campaign)]
	return told


def size_of(content: choosing.Content) -> int:
	"""Return how many stored members the audience has, those to be left out taken away."""
	chosen = choosing.of_segments(content).as_("chosen")
	query = frappe.qb.from_(chosen).select(Count("*"))
	if minus := choosing.left_out(content):
		seat = frappe.qb.DocType(choosing.SEAT).as_("minus")
		away = frappe.qb.from_(seat).select(seat.customer).where(seat.segment.isin(minus))
		query = query.where(chosen.customer.notin(away))
	return int(query.run()[0][0])


def contradiction(content: choosing.Content, user: str) -> list[str]:
	"""Say which conditions leave nobody over, naming the pair; nothing where somebody fulfils them now."""
	found = _preview(content, user)
	if found.count:
		return []
	if found.emptied_by is None:
		return [_("Audience: nobody is in it.")]
	texts = [frappe.bold(frappe.utils.escape_html(text)) for text in found.emptied_by.texts]
	if len(texts) == 1:
		return [_("Audience: nobody fulfils {0}.").format(texts[0])]
	if len(texts) == 2:
		return [_("Audience: {0} contradicts {1}; nobody fulfils both.").format(*texts)]
	return [_("Audience: nobody fulfils all of {0}.").format(listed(texts))]


def _live_size(content: choosing.Content, user: str) -> int:
	return int(_preview(content, user).count)


def _preview(content: choosing.Content, user: str) -> Any:
	from bank_crm.customer.segments import preview  # loads Ibis

	return preview.preview(_tree(content), user=user or "Administrator")


def _tree(content: choosing.Content) -> audience.Json:
	"""The audience as conditions, with those of each segment written out, so that the pair can be named."""
	own = [_root(row["segment"]) for row in content["audience"] if row["use"] == SegmentUse.INCLUDE.value]
	minus = [_root(row["segment"]) for row in content["audience"] if row["use"] == SegmentUse.EXCLUDE.value]
	every = content["audience_match"] == AudienceMatch.EVERY.value or len(own) == 1
	parts = own if every else [audience.group("or", *own)]
	return audience.tree(audience.group("and", *parts, *(audience.group("not", one) for one in minus)))


def _root(segment: str) -> audience.Json:
	row = frappe.db.get_value(SEGMENT, segment, ["basis", "conditions", "combination"], as_dict=True)
	tree = combine.tree_of(row.basis, row.conditions, row.combination)
	return tree["root"] if tree else audience.carries("segment", [segment])


def _money(campaign: Document, content: choosing.Content, size: int) -> list[str]:
	"""What the messages to come cost beyond what is reserved for them already."""
	costs = _costs(campaign, content, size)
	other = money.other_costs(campaign.costs)
	told = []
	for channel, cost in costs.items():
		name = None if campaign.is_new() else campaign.name
		told += [
			money.sentence(one) for one in money.shortfalls(name, flt(campaign.budget), other, cost, channel)
		]
	return told


def _costs(campaign: Document, content: choosing.Content, size: int) -> dict[str, Any]:
	"""Channel → cost: of the planned waves, or of one message on each channel while there are no waves.

	An audience without customers costs as much as one customer, so that both reasons are told at once.
	"""
	waves = [] if campaign.is_new() else planned(campaign.name)
	channels = [wave.channel for wave in waves if not flt(wave.reserved)] if waves else _channels(content)
	costs: dict[str, Any] = {}
	for channel in channels:
		cost = money.estimate(channel, definition.samples(content, channel), max(size, 1))
		if cost:
			costs[channel] = costs.get(channel, 0) + cost
	return costs


def _channels(content: choosing.Content) -> list[str]:
	return list(dict.fromkeys(line["channel"] for line in content["variants"]))


def planned(campaign: str) -> list[frappe._dict]:
	"""Return the waves of a campaign whose targets are not fixed yet."""
	return frappe.get_all(
		WAVE,
		filters={"campaign": campaign, "state": WaveState.PLANNED.value},
		fields=["name", "wave_name", "channel", "reserved", "send_at", "send_until", "wave_audience"],
		order_by="send_at asc, name asc",
		limit=0,
	)


def _missing(campaign: Document, content: choosing.Content) -> list[str]:
	"""What a start needs besides."""
	told = []
	if not content["weekdays"]:
		told.append(_("Weekdays: choose at least one."))
	waves = frappe.get_all(
		WAVE, filters={"campaign": campaign.name}, fields=["name", "wave_name", "channel", "state"]
	)
	if not waves:
		told.append(_("Waves: plan at least one."))
	channels = {line["channel"] for line in content["variants"]} | {ConsentChannel.PHONE.value}
	for wave in waves:
		if wave.state == WaveState.PLANNED.value and wave.channel not in channels:
			told.append(
				_("Wave {0}: there is no content for {1}.").format(
					frappe.bold(frappe.utils.escape_html(wave.wave_name)), _(wave.channel)
				)
			)
	return told
