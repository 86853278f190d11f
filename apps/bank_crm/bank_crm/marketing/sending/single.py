"""One message to one customer, whoever needs it sent: through the same queue, gate and gateways as a campaign's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe.utils import now_datetime
from pypika.terms import PseudoColumn, Values, ValueWrapper

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.domain.campaign_enums import MessageState
from bank_crm.domain.care import ConsentChannel, ConsentPurpose
from bank_crm.domain.message_template import MOST_CHARACTERS, check_link
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.campaigns import versions
from bank_crm.marketing.gateways import base
from bank_crm.marketing.responses import Reference
from bank_crm.marketing.sending import queue, window
from bank_crm.marketing.sending.worker import PER_CLAIM, Line, held
from bank_crm.name_list import NameList
from bank_crm.value_rows import ValueRows

MESSAGE = "Bank Message"
JOB = "bank_crm.marketing.sending.jobs.run_single"


def send(
	customer: str,
	channel: str,
	*,
	text: str,
	key: str,
	subject: str = "",
	link_url: str = "",
	purpose: str = ConsentPurpose.MARKETING.value,
	campaign: str | None = None,
	due_at: datetime | None = None,
	reference: Reference | None = None,
) -> int:
	"""Put one message into the queue and return its name; a second call with the same `key` returns the first's.

	`{link}` in the text becomes the customer's own address, which leads to `link_url`. ValueError for a channel or
	purpose there is none of, a text without words or too long, an address that may not be sent. Asks no permission.
	"""
	channel, purpose = ConsentChannel(channel).value, ConsentPurpose(purpose).value
	_check(text, channel, link_url, key)
	table, now = frappe.qb.DocType(MESSAGE), now_datetime()
	values = {
		"creation": now,
		"modified": now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"customer": customer,
		"campaign": campaign,
		"channel": channel,
		"purpose": purpose,
		"state": MessageState.QUEUED.value,
		"subject": subject[:140] or None,
		"text": text,
		"link_url": link_url or None,
		"due_at": due_at or now,
		"reference_doctype": reference.doctype if reference else None,
		"reference_name": reference.name if reference else None,
		"message_key": key,
	}
	query = frappe.qb.into(table).columns("name", *values)
	query = query.insert(PseudoColumn("nextval(`bank_message_id_seq`)"), *values.values())
	query.on_duplicate_key_update(table.message_key, Values(table.message_key)).run()
	enqueue_once(JOB, JOB, minutes=60)
	return int(frappe.db.get_value(MESSAGE, {"message_key": key}, "name"))


@dataclass(frozen=True, slots=True)
class Message:
	"""One of many messages; `key` makes it single."""

	customer: str
	text: str
	key: str
	subject: str = ""
	reference: Reference | None = None


def send_each(
	messages: Sequence[Message],
	channel: str,
	*,
	link_url: str = "",
	purpose: str = ConsentPurpose.MARKETING.value,
	campaign: str | None = None,
	template: str | None = None,
) -> dict[str, int]:
	"""Put many messages of one channel into the queue by one statement; returns key → name, of those there before too.

	As `send` does for one, with the same errors.
	"""
	channel, purpose = ConsentChannel(channel).value, ConsentPurpose(purpose).value
	for one in messages:
		_check(one.text, channel, link_url, one.key)
	if not messages:
		return {}
	table, now = frappe.qb.DocType(MESSAGE), now_datetime()
	own = ("customer", "text", "message_key", "subject", "reference_doctype", "reference_name")
	rows = [
		(
			one.customer,
			one.text,
			one.key,
			one.subject[:140] or None,
			one.reference.doctype if one.reference else None,
			one.reference.name if one.reference else None,
		)
		for one in messages
	]
	shared = {
		"creation": now,
		"modified": now,
		"owner": frappe.session.user,
		"modified_by": frappe.session.user,
		"campaign": campaign,
		"channel": channel,
		"purpose": purpose,
		"state": MessageState.QUEUED.value,
		"template": template,
		"link_url": link_url or None,
		"due_at": now,
		"attempts": 0,
	}
	given = ValueRows(own, rows)
	query = frappe.qb.into(table).columns("name", *own, *shared).from_(given)
	query = query.select(PseudoColumn("nextval(`bank_message_id_seq`)"), *(given[name] for name in own))
	query = query.select(*(ValueWrapper(value) for value in shared.values()))
	query.on_duplicate_key_update(table.message_key, Values(table.message_key)).run()
	enqueue_once(JOB, JOB, minutes=60)
	keys = NameList([one.key for one in messages])
	found = frappe.qb.from_(table).select(table.message_key, table.name).where(keys.holds(table.message_key))
	return {key: int(name) for key, name in found.run()}


def _check(text: str, channel: str, link_url: str, key: str) -> None:
	if not text.strip() or len(text) > MOST_CHARACTERS[channel] or not key or len(key) > 140:
		raise ValueError("a message needs a text its channel can carry, and a key")
	if (link_url and not check_link(link_url)) or ("{link}" in text and not link_url):
		raise ValueError("the message's address cannot be sent")


def run(*, commit: bool = False) -> dict[str, int]:
	"""Send the single messages that are due; returns how many were taken up per channel. `commit` is for jobs only."""
	done: dict[str, int] = {}
	try:
		with source_lock("single_messages"):
			for campaign, channel in _waiting():
				done[channel] = done.get(channel, 0) + _send(campaign, channel, commit)
	except SourceBusy:
		return done
	return done


def _waiting() -> list[tuple[str | None, str]]:
	table = frappe.qb.DocType(MESSAGE)
	states = [MessageState.QUEUED.value, MessageState.HANDED.value]
	query = frappe.qb.from_(table).select(table.campaign, table.channel).distinct()
	query = query.where(table.wave.isnull() & table.state.isin(states))
	rows = query.where(table.due_at.isnull() | (table.due_at <= now_datetime())).run()
	return [(campaign or None, channel) for campaign, channel in rows]


def _send(campaign: str | None, channel: str, commit: bool) -> int:
	gateway = base.for_channel(channel)
	if gateway is None:
		return 0
	line = Line(channel, campaign, gateway, commit=commit)
	if line.resolve(held(wave=None, campaign=campaign, channel=channel)) is None:
		return 0
	taken = 0
	while not line.over():
		if campaign and not _may_send(campaign):
			return taken
		claimed = queue.claim_single(campaign, channel, PER_CLAIM, frappe.generate_hash(length=12))
		_keep(commit)
		taken += len(claimed)
		if not claimed or not line.send(claimed):
			return taken
	return taken


def _may_send(campaign: str) -> bool:
	version = queue.running(campaign)
	return version is not None and window.is_open(versions.content_of(version), now_datetime())


def _keep(commit: bool) -> None:
	if commit:
		frappe.db.commit()  # nosemgrep: frappe-manual-commit - what was claimed must be seen by others
