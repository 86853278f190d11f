"""The figures of a campaign, kept with every step and equal to a recount (MKT-06, MKT-10, MKT-22, MKT-24).

A wave's figures are moved in the transaction that moves its messages; the campaign's are moved by what customers do
and, where they add up waves, taken over from them by `refresh`.
"""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count, Max, Sum
from frappe.utils import cint, flt

from bank_crm.domain import message_states
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.campaign_figures import achieved, percent

CAMPAIGN, WAVE, MEMBER, MESSAGE = (
	"Bank Campaign",
	"Bank Campaign Wave",
	"Bank Campaign Member",
	"Bank Message",
)
#: Written here and by nobody else; a form that is saved takes over what they are at that moment.
COUNTERS = (
	"audience_size",
	"targeted",
	"control_size",
	"reached",
	"reached_single",
	"participants",
	"opened",
	"clicked",
	"claimed",
	"purchased",
	"unsubscribed",
	"purchase_amount",
	"participation_rate",
	"conversion_rate",
	"goal_achieved",
	"goal_share",
	"reserved",
	"spent",
)
#: Kept by the app besides; no form changes them.
KEPT = (
	"current_version",
	"version_no",
	"started_at",
	"ended_at",
	"paused_reason",
	"trial_treated",
	"trial_treated_bought",
	"trial_control",
	"trial_control_bought",
	"effect_counted_at",
	"survey_plan",
)
WAVE_COUNTERS = (
	"audience_size",
	"targeted",
	"excluded",
	"sent",
	"delivered",
	"opened",
	"clicked",
	"failed",
	"cancelled",
	"reached",
	"reserved",
	"spent",
	"exclusions",
)
#: Column of the member → counter of the campaign.
OF_MEMBERS = {
	"reached_at": "reached",
	"participated_at": "participants",
	"opened_at": "opened",
	"clicked_at": "clicked",
	"claimed_at": "claimed",
	"purchased_at": "purchased",
	"unsubscribed_at": "unsubscribed",
}


def add(campaign: str, **more: float) -> None:
	"""Move some of a campaign's counters and the rates that follow; its row is locked until the transaction ends."""
	_move(campaign, more)


def refresh(campaign: str) -> None:
	"""Take over from the waves who was reached, besides those single messages reached; then the rates."""
	single = frappe.db.get_value(CAMPAIGN, campaign, "reached_single", for_update=True)
	reached, audience = _of_waves(campaign)
	_move(campaign, {}, reached=reached + cint(single), audience_size=audience)


def count_members(campaign: str) -> None:
	"""Count who is targeted and who is in the control group; after targets were fixed."""
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.from_(member).select(Count("*"), Sum(member.in_control))
	total, control = query.where(member.campaign == campaign).run()[0]
	_move(campaign, {}, targeted=cint(total) - cint(control), control_size=cint(control))


def recount(campaign: str) -> dict[str, float]:
	"""Count a campaign's figures anew from its members; for checking, nothing is written."""
	member = frappe.qb.DocType(MEMBER)
	query = frappe.qb.from_(member).where(member.campaign == campaign)
	for column in OF_MEMBERS:
		query = query.select(Count(member[column]))
	query = query.select(Sum(member.purchase_amount))
	*counted, amount = query.run()[0]
	figures: dict[str, float] = dict(
		zip(OF_MEMBERS.values(), (cint(count) for count in counted), strict=True)
	)
	return figures | {"purchase_amount": flt(amount)}


def repair(campaign: str) -> dict[str, tuple[float, float]]:
	"""Set a campaign's figures to what its members say; returns counter → (was, is) of those that were wrong.

	Begin it in a transaction that has read nothing yet: who waits for the campaign's row adds to what is counted here.
	"""
	before = frappe.db.get_value(CAMPAIGN, campaign, COUNTERS, as_dict=True, for_update=True)
	if before is None:
		return {}
	now = recount(campaign)
	wrong = {name: (flt(before[name]), value) for name, value in now.items() if _differ(before[name], value)}
	if wrong:
		_move(campaign, {}, **now, reached_single=cint(now["reached"]) - _of_waves(campaign)[0])
	return wrong


def _of_waves(campaign: str) -> tuple[int, int]:
	"""How many the waves reached, and the largest audience of one."""
	wave = frappe.qb.DocType(WAVE)
	query = frappe.qb.from_(wave).select(Sum(wave.reached), Max(wave.audience_size))
	reached, audience = query.where(wave.campaign == campaign).run()[0]
	return cint(reached), cint(audience)


def _differ(was: float, counted: float) -> bool:
	return abs(flt(was) - counted) >= 0.005  # half a fen


def recount_wave(wave: str) -> dict[str, int]:
	"""Count a wave's figures anew from its messages; for checking, nothing is written."""
	table = frappe.qb.DocType(MESSAGE)
	states = dict(
		frappe.qb.from_(table)
		.select(table.state, Count("*"))
		.where(table.wave == wave)
		.groupby(table.state)
		.run()
	)

	def total(*wanted: MessageState) -> int:
		return sum(int(states.get(state.value, 0)) for state in wanted)

	query = frappe.qb.from_(table).where(table.wave == wave)
	query = query.select(Count(table.delivered_at), Count(table.opened_at), Count(table.clicked_at))
	delivered, opened, clicked = query.run()[0]
	return {
		"audience_size": total(*MessageState),
		"excluded": total(MessageState.EXCLUDED),
		"sent": total(*message_states.TAKEN),
		"delivered": cint(delivered),
		"opened": cint(opened),
		"clicked": cint(clicked),
		"failed": total(MessageState.FAILED, MessageState.BOUNCED),
		"cancelled": total(MessageState.CANCELLED),
	}


def add_to_wave(wave: str, **more: int) -> None:
	"""Move some of a wave's counters."""
	moved = {name: step for name, step in more.items() if step}
	if not moved:
		return
	table = frappe.qb.DocType(WAVE)
	query = frappe.qb.update(table)
	for name, step in moved.items():
		query = query.set(table[name], table[name] + step)
	query.where(table.name == wave).run()


def _move(campaign: str, more: dict[str, float], **fixed: float) -> None:
	names = ("goal_metric", "goal_target", *COUNTERS)
	row = frappe.db.get_value(CAMPAIGN, campaign, names, as_dict=True, for_update=True)
	if row is None:
		return
	values: dict[str, float] = {name: flt(row[name]) + step for name, step in more.items()} | fixed
	now = {name: flt(values.get(name, row[name])) for name in COUNTERS}
	values |= rates(row.goal_metric or "", flt(row.goal_target), now)
	frappe.db.set_value(CAMPAIGN, campaign, values, update_modified=False)


def rates(metric: str, target: float, now: dict[str, float]) -> dict[str, float]:
	"""Return the rates and the goal's figures that follow from counters."""
	done = achieved(
		metric,
		reached=cint(now["reached"]),
		participants=cint(now["participants"]),
		claims=cint(now["claimed"]),
		purchases=cint(now["purchased"]),
		amount=now["purchase_amount"],
	)
	return {
		"participation_rate": percent(now["participants"], now["reached"]),
		"conversion_rate": percent(now["purchased"], now["participants"]),
		"goal_achieved": done,
		"goal_share": percent(done, target),
	}
