"""A run from its first part to its end: load → resolve → apply → roll up, each stage recorded when it is complete.

A killed run is found by its state and goes on behind the last recorded stage; every stage may be repeated, so it ends
the same as one that was never stopped. See docs/decisions/0004-set-based-synchronisation.md.
"""

from __future__ import annotations

import traceback

import frappe
from frappe.utils import now

from bank_crm.analytics.doctype.bank_sync_part.bank_sync_part import BankSyncPart
from bank_crm.analytics.sync import merges, runs
from bank_crm.analytics.sync.applying import apply_part
from bank_crm.analytics.sync.connectors import Part, SourceProblem
from bank_crm.analytics.sync.context import ROWS_PER_CHUNK, PartContext
from bank_crm.analytics.sync.loading import load_part
from bank_crm.analytics.sync.locks import SourceBusy, source_lock
from bank_crm.analytics.sync.resolving import resolve_part
from bank_crm.analytics.sync.rollups import roll_up
from bank_crm.analytics.sync.sources import Source, load_source
from bank_crm.analytics.sync.staging import Staging
from bank_crm.compliance import rotation
from bank_crm.domain.sync_mapping import MappingProblem
from bank_crm.domain.sync_types import SyncMode, SyncStage, SyncTrigger


def sync_source(
	name: str,
	mode: SyncMode = SyncMode.INCREMENTAL,
	trigger: SyncTrigger = SyncTrigger.SCHEDULE,
	wait_seconds: int = 0,
) -> str:
	"""Run one source now and return the run's name; its document tells how it ended, also when it failed.

	A run that was stopped before is ended first, and then one of the mode asked for is made if it was a full one.
	SourceBusy if another process runs the source, or while the sealing keys are being changed.
	"""
	with source_lock(name, wait_seconds):
		if rotation.unfinished():
			raise SourceBusy(name)
		open_run = runs.open_run(name)
		if open_run:
			_execute(open_run)
			opened_mode = SyncMode(frappe.db.get_value(runs.RUN, open_run, "mode"))
			if mode is SyncMode.INCREMENTAL or opened_mode is mode:
				return open_run
		run = runs.create_run(name, mode, trigger)
		_execute(run)
		return run


def _execute(run: str) -> None:
	"""Runs to the end or to a failure that is written down; never raises for what a source may do."""
	source_name = frappe.db.get_value(runs.RUN, run, "data_source")
	runs.begin(run)
	try:
		watermark = _run_parts(run, load_source(source_name))
		runs.finish(run, watermark)
	except (SourceProblem, MappingProblem, frappe.ValidationError) as problem:
		frappe.db.rollback()
		runs.fail(run, str(problem))
	except Exception as error:
		frappe.db.rollback()
		# an explicit text: Frappe's own would add every local variable, rows of customers among them
		log = frappe.log_error(title=f"Sync of {source_name} failed", message=_frames(error))
		runs.fail(run, f"{type(error).__name__}; details in Error Log {log.name if log else ''}")


def _frames(error: BaseException) -> str:
	"""Where it happened and the error's class and code, without its text: that may repeat a row's value."""
	code = error.args[0] if error.args and isinstance(error.args[0], int) else ""
	return "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__} {code}"


def _run_parts(run: str, source: Source) -> str | None:
	"""All parts in their order; returns the new watermark."""
	mode, mark = frappe.db.get_value(runs.RUN, run, ["mode", "watermark_from"])
	parts = runs.parts_of(run)
	if not parts:
		_discover(run, source, SyncMode(mode))
		parts = runs.parts_of(run)
	progress = runs.Progress(run, source.name, len(parts))
	staging = Staging(source.name, source.spec, source.mapping.targets)
	newest = mark
	for number, part in enumerate(parts):
		progress.part = number
		if part.stage != SyncStage.DONE.value:
			_run_part(
				PartContext(
					source, staging, int(run), int(part.name), now(), frappe.session.user, progress.beat
				),
				part,
				mark,
			)
		newest = frappe.db.get_value(runs.PART, part.name, "watermark_to") or newest
	staging.drop()
	return newest


def _discover(run: str, source: Source, mode: SyncMode) -> None:
	"""Find what is to be read, look at all of it before anything is loaded, and write it down."""
	parts = source.connector.parts()
	if mode is SyncMode.INCREMENTAL:
		known = runs.finished_fingerprints(source.name)
		parts = [part for part in parts if (part.name, part.fingerprint) not in known]
	source.connector.check(parts, source.mapping.source_columns)
	runs.add_parts(run, source.name, parts)


def _run_part(context: PartContext, part: BankSyncPart, watermark: str | None) -> None:
	if not runs.reached(part.stage, SyncStage.LOADED):
		loaded = load_part(context, Part(part.part_name, part.fingerprint or ""), watermark)
		part.rows_read, part.rows_staged, part.watermark_to = loaded.read, loaded.staged, loaded.watermark
		runs.mark_stage(
			context.part,
			SyncStage.LOADED,
			rows_read=loaded.read,
			rows_staged=loaded.staged,
			watermark_to=loaded.watermark,
		)
	if not runs.reached(part.stage, SyncStage.RESOLVED):
		counts = resolve_part(context, part.rows_read, part.rows_staged)
		# a run that goes on must cut the rows as this one did
		part.chunk_rows = ROWS_PER_CHUNK
		figures = runs.counts_as_fields(counts)
		runs.mark_stage(context.part, SyncStage.RESOLVED, chunk_rows=part.chunk_rows, **figures)
	if not runs.reached(part.stage, SyncStage.APPLIED):
		apply_part(context, part.rows_staged, part.chunk_rows)
		merges.follow_customers(context, part.rows_staged)
		runs.mark_stage(context.part, SyncStage.APPLIED)
	roll_up(context)
	merges.move_late_rows(context)
	runs.mark_stage(context.part, SyncStage.DONE)
