"""What the steps of a campaign ask for and what they do: submit, start, pause, restart, end (MKT-07, MKT-21).

The workflow names who may take a step; what a step means is said here, so that it holds on every way to it.
"""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, getdate, now_datetime, today

from bank_crm.customer import checks
from bank_crm.domain import campaign_states
from bank_crm.domain.campaign_enums import CampaignState as State
from bank_crm.domain.campaign_enums import MessageState, WaveState
from bank_crm.domain.sending_window import opens_at
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.campaigns import approval, definition, money, problems, tallies, versions
from bank_crm.permissions import roles

CAMPAIGN, WAVE, MESSAGE = "Bank Campaign", "Bank Campaign Wave", "Bank Message"
RUNNERS = (roles.MARKETING_OFFICER, roles.ADMINISTRATOR)
JOB = "bank_crm.marketing.sending.jobs.run_wave"


def check(campaign: Document, before: State, after: State) -> None:
	"""Refuse a step that is none, that others take, or that something is missing for."""
	if not campaign_states.may_step(before, after):
		checks.refuse(
			campaign, "state", _("{0} does not follow {1}.").format(_(after.value), _(before.value))
		)
	user = frappe.session.user
	if after in campaign_states.RUNNING_STEPS and not _runs(user):
		frappe.throw(_("Only marketing starts, pauses and ends campaigns."), frappe.PermissionError)
	by_matrix = approval.check(campaign, before, after)
	if after is State.APPROVED and not by_matrix:
		_check_approval(campaign, user)
	if after is State.PENDING:
		problems.refuse(campaign, starting=True)
	if after is State.RUNNING:
		_check_start(campaign)
	if after is State.REVIEWED:
		from bank_crm.marketing.effect import review  # loads the reports

		review.check(campaign)


def follow(campaign: Document, before: State, after: State) -> None:
	"""Do what a step means, in the transaction that stores it."""
	approval.follow(campaign, before, after)
	if after is State.RUNNING:
		_start(campaign)
	elif after is State.PAUSED:
		versions.lock(campaign.name)
	elif after is State.ENDED:
		versions.lock(campaign.name)
		_end(campaign)


def pause(campaign: str, reason: str) -> None:
	"""Pause a running campaign because something does not fit, e.g. its money; for jobs."""
	versions.lock(campaign)
	table = frappe.qb.DocType(CAMPAIGN)
	(
		frappe.qb.update(table)
		.set(table.state, State.PAUSED.value)
		.set(table.paused_reason, reason)
		.set(table.modified, now_datetime())
		.where((table.name == campaign) & (table.state == State.RUNNING.value))
	).run()
	frappe.clear_document_cache(CAMPAIGN, campaign)


def enqueue(wave: str) -> None:
	"""Have a wave looked at by a worker, once however often it is asked for."""
	enqueue_once(JOB, f"campaign_wave:{wave}", minutes=60, wave=wave)


def cancel_wave(name: str) -> None:
	"""Cancel a wave that has not begun; what was reserved for it is given back."""
	table = frappe.qb.DocType(WAVE)
	(
		frappe.qb.update(table)
		.set(table.state, WaveState.CANCELLED.value)
		.set(table.ended_at, now_datetime())
		.where((table.name == name) & (table.state == WaveState.PLANNED.value))
	).run()
	if frappe.db._cursor.rowcount != 1:
		frappe.throw(_("This wave has begun already."), title=_("Wave"))
	money.reserve(name, money.NOTHING)


def end_over() -> int:
	"""End the campaigns whose last day has passed; returns how many."""
	over = frappe.get_all(
		CAMPAIGN,
		filters={"state": ("in", (State.RUNNING.value, State.PAUSED.value)), "ends_on": ("<", today())},
		pluck="name",
		limit=0,
	)
	for name in over:
		campaign = frappe.get_doc(CAMPAIGN, name, for_update=True)
		campaign.flags.bank_itself = True
		campaign.state = State.ENDED.value
		campaign.save(ignore_permissions=True)  # the day is over, nobody decides that
	return len(over)


def _check_approval(campaign: Document, user: str) -> None:
	if campaign.owner_user == user:
		frappe.throw(_("Nobody approves a campaign of his or her own."), frappe.PermissionError)
	wanted = roles.BRANCH_MANAGER if campaign.above_limit else roles.MARKETING_OFFICER
	if not roles.has_any(user, (wanted, roles.BRANCH_MANAGER)) and user != "Administrator":
		frappe.throw(_("This amount is approved by somebody else."), frappe.PermissionError)


def _check_start(campaign: Document) -> None:
	if getdate(campaign.ends_on) < getdate(today()):
		checks.refuse(campaign, "ends_on", _("the campaign's time is over."))
	problems.refuse(campaign, starting=True)
	for wave in problems.planned(campaign.name):
		if not has_a_minute(wave, definition.content_of(campaign)):
			told = _("Wave {0}: between its first and last minute there is none in which messages may leave.")
			name = frappe.utils.escape_html(wave.wave_name)
			frappe.throw(told.format(frappe.bold(name)), title=_("The Campaign Cannot Be Started"))


def has_a_minute(wave: Document | frappe._dict, content: dict[str, object]) -> bool:
	"""Whether a wave may leave at all; not if its time is over, or all of it is quiet."""
	from bank_crm.marketing.sending import window

	begin = max(get_datetime(wave.send_at), now_datetime())
	opens = opens_at(begin, window.quiet(content), content["weekdays"])
	until = get_datetime(wave.send_until) if wave.send_until else None
	return opens is not None and not (until and opens >= until)


def _runs(user: str) -> bool:
	return user == "Administrator" or roles.has_any(user, RUNNERS)


def _start(campaign: Document) -> None:
	versions.make(campaign)
	values = {"paused_reason": None}
	if not campaign.started_at:
		values["started_at"] = campaign.started_at = now_datetime()
	frappe.db.set_value(CAMPAIGN, campaign.name, values, update_modified=False)
	campaign.paused_reason = None
	content = definition.content_of(campaign)
	size = problems.size_of(content)
	for wave in problems.planned(campaign.name):
		bodies = definition.samples(content, wave.channel)
		money.reserve(wave.name, money.estimate(wave.channel, bodies, size))
	for name in open_waves(campaign.name):
		enqueue(name)


def open_waves(campaign: str | None = None) -> list[str]:
	"""Return the waves of running campaigns that have something to do now, those due first."""
	wave, table = frappe.qb.DocType(WAVE), frappe.qb.DocType(CAMPAIGN)
	query = (
		frappe.qb.from_(wave)
		.inner_join(table)
		.on(table.name == wave.campaign)
		.select(wave.name)
		.where((table.state == State.RUNNING.value) & (wave.send_at <= now_datetime()))
		.where(wave.state.isin([WaveState.PLANNED.value, WaveState.FIXING.value, WaveState.SENDING.value]))
		.orderby(wave.send_at)
		.orderby(wave.name)
	)
	return (query.where(table.name == campaign) if campaign else query).run(pluck=True)


def _end(campaign: Document) -> None:
	"""What has not left stays; what was being handed over has, the lock has waited for it."""
	now = now_datetime()
	message, wave = frappe.qb.DocType(MESSAGE), frappe.qb.DocType(WAVE)
	for name, state in frappe.get_all(
		WAVE, filters={"campaign": campaign.name}, fields=["name", "state"], as_list=True, limit=0
	):
		(
			frappe.qb.update(message)
			.set(message.state, MessageState.CANCELLED.value)
			.set(message.ended_at, now)
			.where((message.wave == name) & (message.state == MessageState.QUEUED.value))
		).run()
		tallies.add_to_wave(name, cancelled=frappe.db._cursor.rowcount)
		if state in (WaveState.DONE.value, WaveState.CANCELLED.value):
			continue
		ended = WaveState.DONE if state == WaveState.SENDING.value else WaveState.CANCELLED
		(
			frappe.qb.update(wave)
			.set(wave.state, ended.value)
			.set(wave.ended_at, now)
			.where(wave.name == name)
		).run()
		money.settle(name)
	_cancel_single(campaign.name, now)
	frappe.db.set_value(CAMPAIGN, campaign.name, "ended_at", now, update_modified=False)
	campaign.ended_at = now


def _cancel_single(campaign: str, now: object) -> None:
	message = frappe.qb.DocType(MESSAGE)
	(
		frappe.qb.update(message)
		.set(message.state, MessageState.CANCELLED.value)
		.set(message.ended_at, now)
		.where((message.campaign == campaign) & message.wave.isnull())
		.where(message.state == MessageState.QUEUED.value)
	).run()
