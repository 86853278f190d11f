"""Taking messages out of the queue: as many as a worker can hold, only while the campaign runs (MKT-07).

The campaign's state is read under a lock in the transaction that claims; rows another worker holds are passed over.
"""

from __future__ import annotations

from dataclasses import dataclass

import frappe
from frappe.utils import now_datetime
from pypika.queries import QueryBuilder

from bank_crm.domain.campaign_enums import CampaignState, MessageState

MESSAGE, CAMPAIGN = "Bank Message", "Bank Campaign"
#: Tried so often, a message has failed.
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Claimed:
	"""A message a worker holds."""

	name: int
	customer: str
	channel: str
	purpose: str
	variant: str | None
	subject: str | None
	text: str | None
	attempts: int


def claim(wave: str, limit: int, claim_id: str = "") -> list[Claimed]:
	"""Take up to `limit` messages of a wave: they are handed over from now on. The caller commits.

	Empty where the campaign does not run, or nothing is left.
	"""
	campaign = frappe.db.get_value("Bank Campaign Wave", wave, "campaign")
	version = running(campaign)
	if version is None:
		return []
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).where(table.wave == wave)
	return _take(query, limit, claim_id, version)


def claim_single(campaign: str | None, channel: str, limit: int, claim_id: str = "") -> list[Claimed]:
	"""Take single messages, of a campaign that runs or of none."""
	version = None
	if campaign and (version := running(campaign)) is None:
		return []
	table = frappe.qb.DocType(MESSAGE)
	query = frappe.qb.from_(table).where(table.wave.isnull() & (table.channel == channel))
	query = query.where(table.campaign == campaign if campaign else table.campaign.isnull())
	return _take(query, limit, claim_id, version)


def running(campaign: str) -> str | None:
	"""Lock a campaign and return the version it sends; None while it does not run."""
	row = frappe.db.get_value(CAMPAIGN, campaign, ["state", "current_version"], as_dict=True, for_update=True)
	return row.current_version if row and row.state == CampaignState.RUNNING.value else None


def _take(query: QueryBuilder, limit: int, claim_id: str, version: str | None) -> list[Claimed]:
	table, now = frappe.qb.DocType(MESSAGE), now_datetime()
	columns = ("name", "customer", "channel", "purpose", "variant", "subject", "text", "attempts")
	rows = (
		query.select(*(table[column] for column in columns))
		.where((table.state == MessageState.QUEUED.value) & table.claim.isnull())
		.where(table.due_at.isnull() | (table.due_at <= now))
		.orderby(table.name)
		.limit(limit)
		.for_update(skip_locked=True)
	).run(as_dict=True)
	if not rows:
		return []
	held = (
		frappe.qb.update(table)
		.set(table.state, MessageState.HANDED.value)
		.set(table.claim, claim_id or "held")
		.set(table.handed_at, now)
		.set(table.attempts, table.attempts + 1)
	)
	if version:
		held = held.set(table.version, version)
	held.where(table.name.isin([row.name for row in rows])).run()
	return [Claimed(**{**row, "attempts": int(row.attempts or 0) + 1}) for row in rows]
