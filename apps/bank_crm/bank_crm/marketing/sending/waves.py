"""A wave from its first minute to its last: its targets are fixed, sent to, and what could not leave is told (MKT-08)."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.domain import message_states
from bank_crm.domain.audience import CombinationRefused
from bank_crm.domain.campaign_enums import CampaignState, Exclusion, MessageState, WaveState
from bank_crm.domain.customer_enums import SegmentKind
from bank_crm.marketing.audience import choosing, fixing
from bank_crm.marketing.campaigns import definition, money, steps, tallies, versions
from bank_crm.marketing.gateways import base
from bank_crm.marketing.sending import queue, window
from bank_crm.marketing.sending.worker import PER_CLAIM, Line, held

WAVE, CAMPAIGN, MESSAGE = "Bank Campaign Wave", "Bank Campaign", "Bank Message"
#: Hook: channel → function that takes a wave whose targets are fixed; such channels have no gateway.
CHANNELS = "bank_wave_channels"
#: Hook: functions that are given a wave whose targets are fixed, before anything leaves; each may be called again.
TARGETS = "bank_wave_targets"
_FIELDS = ("name", "campaign", "channel", "state", "send_at", "send_until", "wave_audience", "of_wave")


def run(name: str, *, commit: bool = False, seconds: float | None = None) -> str:
	"""Do what a wave needs now and return its state; one worker at a time. `commit` is for jobs only."""
	with suppress(SourceBusy), source_lock(f"campaign_wave:{name}"):
		_run(name, commit, seconds)
	return str(frappe.db.get_value(WAVE, name, "state"))


def _run(name: str, commit: bool, seconds: float | None) -> None:
	wave = frappe.db.get_value(WAVE, name, _FIELDS, as_dict=True)
	if wave is None or wave.state in (WaveState.DONE.value, WaveState.CANCELLED.value):
		return
	campaign = frappe.db.get_value(CAMPAIGN, wave.campaign, ["state", "current_version"], as_dict=True)
	if campaign.state != CampaignState.RUNNING.value or get_datetime(wave.send_at) > now_datetime():
		return
	content = versions.content_of(campaign.current_version)
	if wave.state != WaveState.SENDING.value and not _fix(wave, campaign.current_version, content, commit):
		return
	if _is_too_late(wave):
		_give_up(wave)
	elif own := frappe.get_hooks(CHANNELS, default={}).get(wave.channel):
		frappe.get_attr(own[-1])(name)
	elif gateway := base.for_channel(wave.channel):
		_send(wave, content, gateway, commit, seconds)
	else:
		_tell(name, _("There is no gateway for {0}.").format(_(wave.channel)))
	_close(wave)
	_keep(commit)
	tallies.refresh(wave.campaign)
	_keep(commit)


def _fix(wave: frappe._dict, version: str, content: dict[str, Any], commit: bool) -> bool:
	"""Fix the targets and reserve what they cost exactly; False where the campaign cannot pay, which pauses it."""
	table = frappe.qb.DocType(WAVE)
	begun = frappe.qb.update(table).set(table.state, WaveState.FIXING.value)
	begun.where((table.name == wave.name) & (table.state == WaveState.PLANNED.value)).run()
	_keep(commit)
	if not _freshen(wave, content, commit):
		return False
	counts = fixing.fix(wave, version, content, commit=commit)
	for path in frappe.get_hooks(TARGETS):
		frappe.get_attr(path)(wave, commit=commit)
	_keep(commit)
	targeted = counts.pop("", 0)
	left_out = sum(counts.values())
	bodies = definition.samples(content, wave.channel)
	cost = money.estimate(wave.channel, bodies, targeted)
	try:
		money.reserve(wave.name, cost)
	except money.NotEnough as refused:
		frappe.clear_messages()
		_keep(commit)
		steps.pause(wave.campaign, str(refused))
		_tell(wave.name, str(refused))
		_keep(commit)
		return False
	(
		frappe.qb.update(table)
		.set(table.state, WaveState.SENDING.value)
		.set(table.audience_size, targeted + left_out)
		.set(table.targeted, targeted)
		.set(table.excluded, left_out)
		.set(table.exclusions, json.dumps(counts))
		.set(table.fixed_at, now_datetime())
		.set(table.state_note, None)
		.where((table.name == wave.name) & (table.state == WaveState.FIXING.value))
	).run()
	tallies.refresh(wave.campaign)
	tallies.count_members(wave.campaign)
	_keep(commit)
	return True


def _freshen(wave: frappe._dict, content: dict[str, Any], commit: bool) -> bool:
	"""Bring dynamic segments up to this minute; one whose conditions hold good no more pauses the campaign."""
	from bank_crm.customer.segments import refresh  # loads Ibis

	named = [*choosing.included(content), *choosing.left_out(content)]
	dynamic = {"name": ("in", named), "kind": SegmentKind.DYNAMIC.value, "enabled": 1}
	for segment in frappe.get_all("Bank Segment", filters=dynamic, pluck="name"):
		try:
			refresh.refresh(segment, reason=wave.name)
		except (frappe.ValidationError, CombinationRefused):
			if commit:
				frappe.db.rollback()
			frappe.clear_messages()
			why = _("Segment {0}: its conditions hold good no more.").format(segment)
			frappe.log_error(title=why)
			steps.pause(wave.campaign, why)
			_tell(wave.name, why)
			_keep(commit)
			return False
		_keep(commit)
	return True


def _send(
	wave: frappe._dict, content: dict[str, Any], gateway: Any, commit: bool, seconds: float | None
) -> None:
	limits = {} if seconds is None else {"seconds": seconds}
	line = Line(wave.channel, wave.campaign, gateway, commit=commit, **limits)
	if line.resolve(held(wave=wave.name)) is None:
		return
	claim_id = frappe.generate_hash(length=12)
	while not line.over() and window.is_open(content, now_datetime()) and not _is_too_late(wave):
		most = window.may_hand_over(wave.campaign, content, PER_CLAIM)
		claimed = queue.claim(wave.name, most, claim_id) if most else []
		_keep(commit)
		if not claimed or not line.send(claimed):
			return
		if line.content is not None:
			content = line.content
		tallies.refresh(wave.campaign)
		_keep(commit)


def _is_too_late(wave: frappe._dict) -> bool:
	return bool(wave.send_until) and now_datetime() >= get_datetime(wave.send_until)


def _give_up(wave: frappe._dict) -> None:
	"""What could not leave in time is left out: because of the quiet hours, where they are why."""
	table, now = frappe.qb.DocType(MESSAGE), now_datetime()
	content = versions.content_of(frappe.db.get_value(CAMPAIGN, wave.campaign, "current_version"))
	last = get_datetime(wave.send_until)
	reason = Exclusion.TOO_LATE if window.is_open(content, last) else Exclusion.QUIET
	(
		frappe.qb.update(table)
		.set(table.state, MessageState.EXCLUDED.value)
		.set(table.exclusion, reason.value)
		.set(table.ended_at, now)
		.where((table.wave == wave.name) & (table.state == MessageState.QUEUED.value))
	).run()
	left = cint(frappe.db._cursor.rowcount)
	tallies.add_to_wave(wave.name, excluded=left, targeted=-left)


def _close(wave: frappe._dict) -> None:
	"""End a wave nothing of which is open any more and settle what it cost."""
	message, table = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(WAVE)
	waiting = message_states.values(message_states.OPEN)
	query = frappe.qb.from_(message).select(message.name).where(message.wave == wave.name)
	if query.where(message.state.isin(waiting)).limit(1).run():
		money.settle(wave.name)
		return
	counts = fixing.counts(wave.name)
	counts.pop("", 0)
	(
		frappe.qb.update(table)
		.set(table.state, WaveState.DONE.value)
		.set(table.exclusions, json.dumps(counts))
		.set(table.ended_at, now_datetime())
		.set(table.state_note, None)
		.where((table.name == wave.name) & (table.state == WaveState.SENDING.value))
	).run()
	money.settle(wave.name)


def _tell(wave: str, note: str) -> None:
	frappe.db.set_value(WAVE, wave, "state_note", note, update_modified=False)


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - a batch job, each step may be repeated
