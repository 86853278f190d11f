"""From a phone wave to calls: whoever may still be called gets a caller, the others are left out with the reason (MKT-09).

`start` is the hook `bank_wave_channels` of the channel Phone. A row is claimed, answered by the gate and made a call in
one transaction, so that a job that was stopped loses nothing and calls nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint, now_datetime
from pypika.terms import PseudoColumn

from bank_crm import notices
from bank_crm.compliance.contact import gate
from bank_crm.domain import calls
from bank_crm.domain.campaign_enums import CallState, CampaignState, Exclusion, MessageState
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.contact import Verdict
from bank_crm.domain.privacy_enums import ContactRefusal
from bank_crm.marketing.audience.reasons import OF_REFUSAL
from bank_crm.marketing.sending import queue, states
from bank_crm.permissions import branches, roles

CALL, WAVE, CAMPAIGN, CUSTOMER = (
	"Bank Campaign Call",
	"Bank Campaign Wave",
	"Bank Campaign",
	"Bank Customer",
)
PHONE, MARKETING = ConsentChannel.PHONE.value, ConsentPurpose.MARKETING.value
PORTION = 500
#: Portions of one run; the rest is taken at the next.
MOST_PORTIONS = 40


def start(wave: str) -> None:
	"""Make calls of a wave whose targets are fixed; done again it takes what is still queued."""
	made = 0
	for _turn in range(MOST_PORTIONS):
		claimed = queue.claim(wave, PORTION, "call")
		if not claimed:
			break
		made += _make(wave, claimed)
	if made:
		_tell(wave)


def _make(wave: str, claimed: Sequence[queue.Claimed]) -> int:
	now = now_datetime()
	verdicts = gate.may_contact_each([one.customer for one in claimed], [PHONE], MARKETING)
	allowed, left_out = [], {}
	for one in claimed:
		verdict = verdicts[one.customer][PHONE]
		if _may_be_listed(verdict):
			allowed.append(one)
		else:
			left_out[one.name] = (_reason(verdict), gate.words(verdict))
	states.exclude(left_out, now)
	if not allowed:
		return 0
	row = frappe.db.get_value(WAVE, wave, ["campaign", "call_attempts"], as_dict=True)
	homes, chosen = _shared([one.customer for one in allowed])
	_insert(wave, row, allowed, homes, chosen, now)
	return len(allowed)


def _shared(customers: Sequence[str]) -> tuple[dict[str, frappe._dict], dict[str, str | None]]:
	"""Return where customers belong, and who calls whom."""
	homes = _homes(customers)
	above = {branch: _above(branch) for branch in {home.branch for home in homes.values()} if branch}
	whose = [
		calls.Whose(customer, homes[customer].manager, above.get(homes[customer].branch, ()))
		for customer in customers
	]
	return homes, calls.share(whose, loads(), _staff({name for one in whose for name in one.branches}))


def loads() -> dict[str, int]:
	"""Return who may make calls – relationship managers with a post – with how many each still has to make."""
	user, role, staff = (frappe.qb.DocType(name) for name in ("User", "Has Role", "Bank Staff"))
	found = (
		frappe.qb.from_(user)
		.inner_join(role)
		.on((role.parent == user.name) & (role.parenttype == "User"))
		.inner_join(staff)
		.on((staff.user == user.name) & (staff.active == 1))
		.select(user.name)
		.where((user.enabled == 1) & (role.role == roles.RELATIONSHIP_MANAGER))
	).run(pluck=True)
	call = frappe.qb.DocType(CALL)
	query = frappe.qb.from_(call).select(call.caller, Count("*")).groupby(call.caller)
	waiting = dict(query.where(call.state == CallState.OPEN.value).run())
	return {name: cint(waiting.get(name)) for name in sorted(found)}


def end_over() -> int:
	"""Take back open calls of campaigns that have ended, and of customers nobody may call any more; returns how many."""
	call, campaign = frappe.qb.DocType(CALL), frappe.qb.DocType(CAMPAIGN)
	over = [CampaignState.ENDED.value, CampaignState.REVIEWED.value]
	query = (
		frappe.qb.from_(call)
		.inner_join(campaign)
		.on(campaign.name == call.campaign)
		.select(call.name, call.message, call.customer, campaign.state)
		.where(call.state == CallState.OPEN.value)
	)
	rows = query.run(as_dict=True)
	ended = [row for row in rows if row.state in over]
	_cancel(ended, _("The campaign has ended."))
	refused = 0
	others = [row for row in rows if row.state not in over]
	for first in range(0, len(others), PORTION):
		portion = others[first : first + PORTION]
		verdicts = gate.may_contact_each({row.customer for row in portion}, [PHONE], MARKETING)
		gone = [row for row in portion if not _may_be_listed(verdicts[row.customer][PHONE])]
		_cancel(gone, _("The customer may not be called any more."))
		refused += len(gone)
	return len(ended) + refused


def share_again() -> int:
	"""Give open calls nobody makes – nobody was there, or whoever had them has left – to somebody; returns how many."""
	call = frappe.qb.DocType(CALL)
	query = frappe.qb.from_(call).select(call.name, call.customer).where(call.state == CallState.OPEN.value)
	query = query.where(call.caller.isnull() | call.caller.notin([*loads(), ""])).orderby(call.name)
	rows = query.limit(PORTION * MOST_PORTIONS).run(as_dict=True)
	if not rows:
		return 0
	_homes_of, chosen = _shared(sorted({row.customer for row in rows}))
	by_caller: dict[str, list[int]] = {}
	for row in rows:
		if caller := chosen[row.customer]:
			by_caller.setdefault(caller, []).append(row.name)
	for caller, names in by_caller.items():
		update = frappe.qb.update(call).set(call.caller, caller).set(call.modified, now_datetime())
		update.where(call.name.isin(names) & (call.state == CallState.OPEN.value)).run()
	return sum(len(names) for names in by_caller.values())


def remind() -> int:
	"""Tell callers of the calls customers were promised, once when the time has come; returns how many."""
	call = frappe.qb.DocType(CALL)
	rows = (
		frappe.qb.from_(call)
		.select(call.name, call.caller)
		.where((call.state == CallState.OPEN.value) & (call.is_agreed == 1))
		.where((call.due_at <= now_datetime()) & call.reminded_at.isnull() & call.caller.isnotnull())
	).run(as_dict=True)
	notices.tell_all(
		(
			notices.Notice(
				[row.caller],
				lambda language: _("A customer expects your call now.", language),
				CALL,
				row.name,
			)
			for row in rows
		),
		by="Administrator",
	)
	if rows:
		update = frappe.qb.update(call).set(call.reminded_at, now_datetime())
		update.where(call.name.isin([row.name for row in rows])).run()
	return len(rows)


def run_due() -> None:
	"""The scheduler's look at calls: what is over ends, what nobody makes is shared again, what was promised is told."""
	end_over()
	share_again()
	remind()


def _cancel(rows: Sequence[frappe._dict], note: str) -> None:
	if not rows:
		return
	now, table = now_datetime(), frappe.qb.DocType(CALL)
	names = [row.name for row in rows]
	(
		frappe.qb.update(table)
		.set(table.state, CallState.CANCELLED.value)
		.set(table.note, note)
		.set(table.ended_at, now)
		.where(table.name.isin(names) & (table.state == CallState.OPEN.value))
	).run()
	states.finish([cint(row.message) for row in rows if row.message], MessageState.CANCELLED, now)


def _may_be_listed(verdict: Verdict) -> bool:
	"""Quiet hours keep nobody off a list that is worked through by day."""
	return verdict.allowed or verdict.refusal is ContactRefusal.QUIET_HOURS


def _reason(verdict: Verdict) -> Exclusion:
	return OF_REFUSAL[verdict.refusal.value] if verdict.refusal else Exclusion.NO_CONSENT


def _homes(customers: Sequence[str]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		CUSTOMER, filters={"name": ("in", customers)}, fields=["name", "manager", "branch"], limit=0
	)
	return {row.name: row for row in rows}


def _above(branch: str) -> tuple[str, ...]:
	"""The branch and those above it, nearest first."""
	table = frappe.qb.DocType(branches.BRANCH)
	query = frappe.qb.from_(table).select(table.name).where(table.name.isin(branches.above(branch) or [""]))
	return tuple(query.orderby(table.lft, order=frappe.qb.desc).run(pluck=True))


def _staff(wanted: set[str]) -> dict[str, list[str]]:
	"""Return branch → who has a post in it or below it."""
	home, found = (
		frappe.qb.DocType(branches.BRANCH).as_("home"),
		frappe.qb.DocType(branches.BRANCH).as_("found"),
	)
	staff = frappe.qb.DocType(branches.STAFF)
	query = (
		frappe.qb.from_(home)
		.inner_join(found)
		.on(branches.within(found, home))
		.inner_join(staff)
		.on((staff.branch == found.name) & (staff.active == 1))
		.select(home.name, staff.user)
		.where(home.name.isin(sorted(wanted) or [""]) & staff.user.isnotnull())
	)
	by_branch: dict[str, list[str]] = {}
	for branch, user in query.run():
		by_branch.setdefault(branch, []).append(user)
	return by_branch


def _insert(
	wave: str,
	row: frappe._dict,
	allowed: Sequence[queue.Claimed],
	homes: dict[str, frappe._dict],
	chosen: dict[str, str | None],
	now: datetime,
) -> None:
	table = frappe.qb.DocType(CALL)
	constants = {
		"creation": now,
		"modified": now,
		"owner": "Administrator",
		"modified_by": "Administrator",
		"campaign": row.campaign,
		"wave": wave,
		"state": CallState.OPEN.value,
		"due_at": now,
		"attempts": 0,
		"is_agreed": 0,
		"most_attempts": max(cint(row.call_attempts), 1),
	}
	query = frappe.qb.into(table).columns("name", "customer", "message", "branch", "caller", *constants)
	for one in allowed:
		query = query.insert(
			PseudoColumn("nextval(`bank_campaign_call_id_seq`)"),
			one.customer,
			one.name,
			homes[one.customer].branch,
			chosen[one.customer],
			*constants.values(),
		)
	query.run()


def _tell(wave: str) -> None:
	"""One notice for each caller, however many calls."""
	call = frappe.qb.DocType(CALL)
	query = frappe.qb.from_(call).select(call.caller).distinct()
	callers = query.where((call.wave == wave) & (call.state == CallState.OPEN.value)).run(pluck=True)
	title = frappe.db.get_value(WAVE, wave, "wave_name")
	name = frappe.utils.escape_html(title)
	notices.tell(
		[caller for caller in callers if caller],
		lambda language: _("Calls to make: {0}", language).format(name),
		CAMPAIGN,
		frappe.db.get_value(WAVE, wave, "campaign"),
		by="Administrator",
	)
