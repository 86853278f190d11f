"""Publish a snapshot: every documented table as Parquet, made aside and named in one step.

All rows are those of one moment, the start of the database's transaction. Big tables are divided by month, so that a
question about the last 90 days opens the files of four months.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import frappe
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from frappe.utils import now_datetime
from frappe.utils.synchronization import filelock

from bank_crm.analytics.engine import extract, tables
from bank_crm.analytics.engine.snapshot import CURRENT, Part, Snapshot, root, write_manifest, write_whole

#: Snapshots that stay: the newest and what readers may still be in the middle of.
KEPT = 3
#: Rows that go to a file at a time; a reader skips or shares out whole groups.
ROWS_PER_GROUP = 60_000
_DRAFT = ".draft-"
_LOCK = "bank_crm_engine_publish"
_LOCK_SECONDS = 30 * 60
#: Amounts in 64 bits where four decimals hold all of them, which a reader adds up several times as fast.
_MONEY = pa.decimal128(21, 9)
_SHORT_MONEY = pa.decimal128(18, 4)


def publish() -> Snapshot:
	"""Write and name a new snapshot of this site and remove the oldest; one at a time.

	Raises frappe's LockTimeoutError if another process publishes for longer than half an hour.
	"""
	with filelock(_LOCK, timeout=_LOCK_SECONDS):
		folder = root()
		folder.mkdir(parents=True, exist_ok=True)
		os.chmod(folder, 0o700)
		_remove_drafts(folder)
		as_of = now_datetime()
		name = as_of.strftime("%Y%m%dT%H%M%S%f")
		draft = folder / f"{_DRAFT}{name}"
		draft.mkdir(mode=0o700)
		parts = {doctype: _write(doctype, draft) for doctype in tables.doctypes()}
		snapshot = Snapshot(name, as_of, parts)
		write_manifest(snapshot, draft)
		os.rename(draft, folder / name)
		write_whole(folder / CURRENT, name)
		_remove_old(folder)
		return snapshot


def remove_all() -> None:
	"""Remove every snapshot of this site, for uninstalling."""
	shutil.rmtree(root(), ignore_errors=True)


def _write(doctype: str, draft: Path) -> Part:
	columns = dict(tables.columns(doctype))
	folder = draft / frappe.scrub(doctype)
	try:
		return _write_as(doctype, folder, columns, _SHORT_MONEY)
	except pa.ArrowInvalid as error:
		# an amount with more than four decimals, or of a hundred billion and more
		frappe.logger("bank_crm").info(f"{doctype}: amounts need all their decimals ({error})")
		shutil.rmtree(folder)
		return _write_as(doctype, folder, columns, _MONEY)


def _write_as(doctype: str, folder: Path, columns: dict[str, str], money: pa.DataType) -> Part:
	folder.mkdir()
	schema = pa.schema(
		[
			(field.name, money if field.type == _MONEY else field.type)
			for field in extract.arrow_schema(columns)
		]
	)
	files = _Files(folder, schema, tables.DIVIDED_BY.get(doctype))
	try:
		# closed at once when it fails: a thread of its own is reading ahead on the same connection
		with closing(extract.batches(doctype, columns)) as batches:
			for batch in batches:
				files.add(batch.cast(schema))
	finally:
		files.close()
	return Part(tuple(f"{folder.name}/{name}" for name in files.names), files.rows, columns)


@dataclass
class _Files:
	"""The files of one table: one, or one a month."""

	folder: Path
	schema: pa.Schema
	divided_by: str | None
	rows: int = 0
	_writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
	_waiting: dict[str, list[pa.Table]] = field(default_factory=dict)

	@property
	def names(self) -> list[str]:
		return [f"{month}.parquet" for month in sorted(self._writers)]

	def add(self, batch: pa.Table) -> None:
		self.rows += batch.num_rows
		for month, part in self._divide(batch).items():
			waiting = self._waiting.setdefault(month, [])
			waiting.append(part)
			if sum(table.num_rows for table in waiting) >= ROWS_PER_GROUP:
				self._flush(month)

	def close(self) -> None:
		for month in list(self._waiting):
			self._flush(month)
		if not self._writers:
			self._writer("all").write_table(self.schema.empty_table())
		for writer in self._writers.values():
			writer.close()

	def _divide(self, batch: pa.Table) -> Mapping[str, pa.Table]:
		if self.divided_by is None:
			return {"all": batch}
		moment = batch[self.divided_by]
		months = pc.fill_null(pc.strftime(moment, format="%Y-%m"), "none")
		return {month: batch.filter(pc.equal(months, month)) for month in pc.unique(months).to_pylist()}

	def _flush(self, month: str) -> None:
		tables_ = self._waiting.pop(month, [])
		if tables_:
			self._writer(month).write_table(pa.concat_tables(tables_), row_group_size=2 * ROWS_PER_GROUP)

	def _writer(self, month: str) -> pq.ParquetWriter:
		if month not in self._writers:
			path = self.folder / f"{month}.parquet"
			self._writers[month] = pq.ParquetWriter(path, self.schema, store_decimal_as_integer=True)
		return self._writers[month]


def _remove_drafts(folder: Path) -> None:
	"""Of publishers that were stopped; the lock says that nobody is at work."""
	for draft in folder.glob(f"{_DRAFT}*"):
		shutil.rmtree(draft, ignore_errors=True)


def _remove_old(folder: Path) -> None:
	named = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
	for old in named[:-KEPT]:
		# out of the readers' sight first, so that none finds half of it
		away = folder / f"{_DRAFT}{old.name}"
		os.rename(old, away)
		shutil.rmtree(away, ignore_errors=True)
