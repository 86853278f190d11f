"""The record of a run: its parts, counts, progress and end, written as it goes (INT-02, INT-03)."""

from __future__ import annotations

import time
from collections.abc import Sequence

import frappe
from frappe.query_builder.functions import Sum
from frappe.utils import get_datetime, now, now_datetime

from bank_crm.analytics.doctype.bank_sync_part.bank_sync_part import BankSyncPart
from bank_crm.analytics.doctype.bank_sync_run.bank_sync_run import BankSyncRun
from bank_crm.analytics.sync.checkpoint import checkpoint
from bank_crm.analytics.sync.connectors import Part
from bank_crm.compliance.operation_log import record
from bank_crm.domain.compliance_enums import Operation, OperationOutcome
from bank_crm.domain.sync_schedule import final_state, next_due
from bank_crm.domain.sync_types import RowCounts, SyncMode, SyncStage, SyncState, SyncTrigger

SOURCE = "Bank Data Source"
RUN = "Bank Sync Run"
PART = "Bank Sync Part"
EVENT = "bank_sync_progress"
_SECONDS_BETWEEN_BEATS = 0.5
_COUNTS = ("read", "new", "changed", "unchanged", "refused")
_STAGES = tuple(SyncStage)


def create_run(source: str, mode: SyncMode, trigger: SyncTrigger) -> str:
	"""A new run, queued."""
	settings = frappe.db.get_value(SOURCE, source, ["entity", "watermark_value"], as_dict=True)
	run: BankSyncRun = frappe.get_doc(
		{
			"doctype": RUN,
			"data_source": source,
			"entity": settings.entity,
			"mode": mode.value,
			"triggered_by": trigger.value,
			"state": SyncState.QUEUED.value,
			"watermark_from": settings.watermark_value if mode is SyncMode.INCREMENTAL else None,
		}
	)
	run.insert(ignore_permissions=True)  # runs are written by the engine only; the caller was checked
	return run.name


def open_run(source: str) -> str | None:
	"""The run of a source that has begun and not ended: waiting, under way, or killed."""
	names = frappe.get_all(
		RUN,
		filters={"data_source": source, "state": ("in", [SyncState.QUEUED.value, SyncState.RUNNING.value])},
		order_by="name asc",
		limit=1,
		pluck="name",
	)
	return names[0] if names else None


def begin(run: str) -> bool:
	"""Set the run going; returns whether it is one that was stopped before."""
	state, started = frappe.db.get_value(RUN, run, ["state", "started_at"])
	resumed = state == SyncState.RUNNING.value
	changes: dict[str, object] = {"state": SyncState.RUNNING.value, "error": None}
	if resumed:
		changes["resumed"] = int(frappe.db.get_value(RUN, run, "resumed") or 0) + 1
	if not started:
		changes["started_at"] = now()
	frappe.db.set_value(RUN, run, changes)
	source = frappe.db.get_value(RUN, run, "data_source")
	frappe.db.set_value(
		SOURCE, source, {"last_run": run, "last_state": SyncState.RUNNING.value, "last_run_at": now()}
	)
	checkpoint()  # a stopped run must be found again
	return resumed


def parts_of(run: str) -> list[BankSyncPart]:
	names = frappe.get_all(PART, filters={"run": run}, order_by="part_no asc", pluck="name")
	return [frappe.get_doc(PART, name) for name in names]


def add_parts(run: str, source: str, parts: Sequence[Part]) -> None:
	for number, part in enumerate(parts, start=1):
		frappe.get_doc(
			{
				"doctype": PART,
				"run": run,
				"data_source": source,
				"part_no": number,
				"part_name": part.name,
				"fingerprint": part.fingerprint,
				"stage": SyncStage.PENDING.value,
			}
		).insert(ignore_permissions=True)  # written by the engine only
	checkpoint()  # a stopped run goes on with these very parts


def finished_fingerprints(source: str) -> set[tuple[str, str]]:
	"""(name, fingerprint) of the parts that were taken completely before."""
	rows = frappe.get_all(
		PART,
		filters={"data_source": source, "stage": SyncStage.DONE.value, "fingerprint": ("!=", "")},
		fields=["part_name", "fingerprint"],
		order_by="name asc",
	)
	return {(row.part_name, row.fingerprint) for row in rows}


def mark_stage(part: int, stage: SyncStage, **values: object) -> None:
	"""Record a stage with what belongs to it, and commit both with the stage's own work."""
	frappe.db.set_value(PART, part, {"stage": stage.value, **values})
	checkpoint()  # a stopped run goes on behind this stage


def reached(stage: str, wanted: SyncStage) -> bool:
	return _STAGES.index(SyncStage(stage)) >= _STAGES.index(wanted)


def counts_as_fields(counts: RowCounts) -> dict[str, int]:
	return {f"rows_{name}": getattr(counts, name) for name in _COUNTS}


def total(run: str) -> RowCounts:
	part = frappe.qb.DocType(PART)
	sums = (
		frappe.qb.from_(part)
		.select(*(Sum(part[f"rows_{name}"]) for name in _COUNTS))
		.where(part.run == run)
		.run()
	)
	return RowCounts(*(int(value or 0) for value in sums[0]))


def finish(run: str, watermark: str | None) -> None:
	"""The run came to its end."""
	counts = total(run)
	_close(run, final_state(counts), counts, error=None, watermark=watermark)


def fail(run: str, message: str) -> None:
	"""The run ended early; what had been applied stays, the rest is tried again at the next run."""
	_close(run, SyncState.FAILED, total(run), error=message[:500], watermark=None)


def _close(run: str, state: SyncState, counts: RowCounts, error: str | None, watermark: str | None) -> None:
	source, started = frappe.db.get_value(RUN, run, ["data_source", "started_at"])
	begun = get_datetime(started) if started else now_datetime()
	figures = counts_as_fields(counts)
	frappe.db.set_value(
		RUN,
		run,
		{
			"state": state.value,
			"ended_at": now(),
			"seconds": (now_datetime() - begun).total_seconds(),
			"stage": None,
			"progress": 100 if error is None else frappe.db.get_value(RUN, run, "progress"),
			"error": error,
			"watermark_to": watermark,
			**figures,
		},
	)
	minutes = frappe.db.get_value(SOURCE, source, "every_minutes")
	changes: dict[str, object] = {
		"last_run": run,
		"last_run_at": started or now(),
		"last_state": state.value,
		"last_error": error,
		"next_run_at": next_due(begun, int(minutes or 0)),
		**figures,
	}
	if watermark:
		changes["watermark_value"] = watermark
	frappe.db.set_value(SOURCE, source, changes)
	record(
		Operation.SYNC.value,
		RUN,
		run,
		after={"data_source": source, "state": state.value, **figures},
		outcome=(OperationOutcome.FAILED if state is SyncState.FAILED else OperationOutcome.DONE).value,
		detail=error or "",
	)
	checkpoint()  # end of a batch job
	_publish(run, source, {"state": state.value, "progress": 100, **figures})


class Progress:
	"""Tells watchers how a run is going, at most twice a second."""

	def __init__(self, run: str, source: str, parts: int) -> None:
		self.run = run
		self.source = source
		self.parts = max(1, parts)
		self.part = 0
		self.last = 0.0

	def beat(self, stage: str, share: float) -> None:
		"""`share` of the current part is done, 0 to 1."""
		if time.monotonic() - self.last < _SECONDS_BETWEEN_BEATS:
			return
		self.last = time.monotonic()
		percent = round(100 * (self.part + share) / self.parts, 1)
		frappe.db.set_value(RUN, self.run, {"stage": stage, "progress": percent}, update_modified=False)
		_publish(
			self.run, self.source, {"stage": stage, "progress": percent, "state": SyncState.RUNNING.value}
		)


def _publish(run: str, source: str, message: dict[str, object]) -> None:
	"""To whoever has the run or its source open; both rooms ask for the right to read that document."""
	told = {"run": run, "source": source, **message}
	frappe.publish_realtime(EVENT, told, doctype=RUN, docname=str(run))
	frappe.publish_realtime(EVENT, told, doctype=SOURCE, docname=source)
