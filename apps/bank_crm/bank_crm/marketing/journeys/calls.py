"""Making the calls journeys left for other systems: signed, repeated with growing pauses, told by a key that stays the same.

A call is asked for once (its row's key) and made at least once: where a worker dies or no answer comes it is made
again under the same `Idempotency-Key`, by which the other system knows it.
"""

from __future__ import annotations

import time
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, now_datetime

from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.domain.journey_enums import CallState
from bank_crm.domain.message_signing import KEY, SIGNATURE, TIMESTAMP, sign
from bank_crm.marketing.journeys import outbound

CALL, TARGET = "Bank Webhook Call", "Bank Webhook Target"
JOB = "bank_crm.marketing.journeys.jobs.make_calls"
#: Minutes until the next attempt; after the last one the call has failed.
PAUSES = (1, 5, 30, 120, 720)
PER_RUN = 1_000


def make_due(*, commit: bool = False) -> dict[str, int]:
	"""Make the calls that are due; returns how many ended in which state (Waiting: again later). `commit` is for jobs only."""
	counts: dict[str, int] = {}
	try:
		with source_lock("journey_calls"):
			names = frappe.get_all(
				CALL,
				filters={"state": CallState.WAITING.value, "next_at": ("<=", now_datetime())},
				pluck="name",
				order_by="next_at asc",
				limit=PER_RUN,
			)
			for name in names:
				state = _make(name)
				counts[state] = counts.get(state, 0) + 1
				if commit:
					frappe.db.commit()  # nosemgrep: frappe-manual-commit - what another system was told is stored at once
	except SourceBusy:
		return counts
	return counts


def waiting() -> bool:
	"""Whether a call is due."""
	filters = {"state": CallState.WAITING.value, "next_at": ("<=", now_datetime())}
	return bool(frappe.db.exists(CALL, filters))


def _make(name: int) -> str:
	row = frappe.db.get_value(CALL, name, ["target", "payload", "call_key", "attempts"], as_dict=True)
	target = frappe.get_cached_doc(TARGET, row.target)
	attempts, body = cint(row.attempts) + 1, (row.payload or "").encode()
	stamp = str(int(time.time()))
	headers = {
		"Content-Type": "application/json",
		"Idempotency-Key": row.call_key,
		KEY: target.key_id or "",
		TIMESTAMP: stamp,
		SIGNATURE: sign(target.get_password("secret", raise_exception=False) or "", stamp, body),
	}
	final = False
	try:
		if not target.enabled:
			raise outbound.NotAllowed(_("The system is switched off."))
		status = outbound.post(
			target.url,
			body,
			headers,
			timeout=max(cint(target.timeout_seconds), 1),
			private=bool(target.allow_private),
		)
		answer, done = f"HTTP {status}", 200 <= status < 300
		# what the other system will never take is not repeated; 408 and 429 ask for patience
		final = 400 <= status < 500 and status not in (408, 429)
	except outbound.NotAllowed as refused:
		answer, done, final = _("Address refused: {0}").format(refused), False, True
	except outbound.NoAnswer as silence:
		answer, done = _("No answer: {0}").format(silence), False
	return _note(name, attempts, answer, done, final)


def _note(name: int, attempts: int, answer: str, done: bool, final: bool) -> str:
	now = now_datetime()
	values = {"attempts": attempts, "answer": answer[:140], "modified": now}
	if done:
		values |= {"state": CallState.DONE.value, "done_at": now}
	elif final or attempts > len(PAUSES):
		values |= {"state": CallState.FAILED.value, "done_at": now}
	else:
		values |= {"state": CallState.WAITING.value, "next_at": now + timedelta(minutes=PAUSES[attempts - 1])}
	frappe.db.set_value(CALL, name, values, update_modified=False)
	return str(values["state"])
