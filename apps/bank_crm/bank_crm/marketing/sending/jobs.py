"""What the scheduler and the queue start: waves that are due, single messages, campaigns whose time is over (MKT-08)."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import now_datetime

from bank_crm.domain.campaign_enums import MessageState, WaveState
from bank_crm.jobs import enqueue_once
from bank_crm.marketing.campaigns import money, steps
from bank_crm.marketing.sending import mailed, single, waves

WAVE, MESSAGE = "Bank Campaign Wave", "Bank Message"
FOLLOW = "bank_crm.marketing.sending.jobs.follow_mails"
#: A gateway that has not reported a message after so many days will not; it counts as arrived and is paid for.
RECEIPT_DAYS = 3


def tick() -> None:
	"""Every minute: hand each wave with something to do to a worker, and the single messages that are due."""
	for name in steps.open_waves():
		steps.enqueue(name)
	table = frappe.qb.DocType(MESSAGE)
	waiting = frappe.qb.from_(table).select(table.name).where(table.wave.isnull())
	waiting = waiting.where(table.state.isin([MessageState.QUEUED.value, MessageState.HANDED.value]))
	if waiting.where(table.due_at <= now_datetime()).limit(1).run():
		enqueue_once(single.JOB, single.JOB, minutes=60)
	if mailed.is_used():
		enqueue_once(FOLLOW, FOLLOW, minutes=60)


def run_wave(wave: str) -> None:
	"""Send one wave (job)."""
	waves.run(wave, commit=True)


def run_single() -> None:
	"""Send the single messages that are due (job)."""
	single.run(commit=True)


def follow_mails() -> None:
	"""Learn what the mail queue has done with what it was given (job)."""
	mailed.follow()


def nightly() -> None:
	"""End campaigns whose last day has passed, and settle waves whose receipts are all in or overdue."""
	steps.end_over()
	since = now_datetime() - timedelta(days=RECEIPT_DAYS)
	for name, ended in frappe.get_all(
		WAVE,
		filters={"state": WaveState.DONE.value, "reserved": (">", 0)},
		fields=["name", "ended_at"],
		as_list=True,
		limit=0,
	):
		money.settle(name, final=bool(ended) and ended < since)
