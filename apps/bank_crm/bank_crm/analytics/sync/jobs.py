"""What the scheduler and the buttons start: one job for each source system, its sources in their order (INT-01)."""

from __future__ import annotations

import frappe
from frappe.utils import get_datetime, now_datetime

from bank_crm.analytics.sync.engine import sync_source
from bank_crm.analytics.sync.locks import SourceBusy
from bank_crm.analytics.sync.runs import SOURCE
from bank_crm.domain.sync_schedule import is_due
from bank_crm.domain.sync_types import SyncMode, SyncState, SyncTrigger
from bank_crm.tasks import count_campaign_effects, match_benefits, publish_snapshot

_TIMEOUT = 4 * 60 * 60


def enqueue_due_sources() -> None:
	"""Queue the systems that have a due source; a system that is queued or running is not queued twice."""
	for system in sorted({row.source_system for row in _due_sources()}):
		frappe.enqueue(
			"bank_crm.analytics.sync.jobs.run_due_sources",
			queue="long",
			timeout=_TIMEOUT,
			job_id=f"bank_crm:sync_system:{system}",
			deduplicate=True,
			enqueue_after_commit=True,
			source_system=system,
		)


def run_due_sources(source_system: str) -> None:
	"""Run the due sources of one system one after another, so that accounts are there before their transactions."""
	for row in _due_sources(source_system):
		_run(row.name, SyncMode.INCREMENTAL, SyncTrigger.SCHEDULE)


def enqueue_source(source: str, mode: SyncMode) -> None:
	"""Queue one source now, for the user who asked; the caller has checked the permission."""
	frappe.enqueue(
		"bank_crm.analytics.sync.jobs.run_source",
		queue="long",
		timeout=_TIMEOUT,
		job_id=f"bank_crm:sync:{source}:{mode.value}",
		deduplicate=True,
		enqueue_after_commit=True,
		source=source,
		mode=mode.value,
	)


def run_source(source: str, mode: str) -> None:
	_run(source, SyncMode(mode), SyncTrigger.USER)


def _run(source: str, mode: SyncMode, trigger: SyncTrigger) -> None:
	try:
		sync_source(source, mode, trigger, wait_seconds=_patience(trigger))
		publish_snapshot()
		match_benefits()
		count_campaign_effects()
	except SourceBusy:
		frappe.logger("bank_crm").info(f"Sync of {source} is under way in another process")


def _patience(trigger: SyncTrigger) -> int:
	"""Seconds: the schedule comes again in minutes, someone who pressed a button wants their run."""
	return 0 if trigger is SyncTrigger.SCHEDULE else 600


def _due_sources(source_system: str | None = None) -> list[frappe._dict]:
	filters: dict[str, object] = {"enabled": 1}
	if source_system:
		filters["source_system"] = source_system
	rows = frappe.get_all(
		SOURCE,
		filters=filters,
		fields=["name", "source_system", "next_run_at", "last_state"],
		order_by="priority asc, name asc",
	)
	now = now_datetime()
	return [
		row
		for row in rows
		# a run that still says it is running was stopped, or is; the lock tells which
		if row.last_state == SyncState.RUNNING.value
		or is_due(now, get_datetime(row.next_run_at) if row.next_run_at else None)
	]
