"""Publish a snapshot: every documented table in one DuckDB file, made aside and named in one step.

All rows are those of one moment, the start of the database's transaction. Rows of big tables lie beside those of the
same month, so that a question about the last 90 days reads a third of a year. A customer's name is kept once; every
other place has its number, by which a reader joins and groups several times as fast.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import frappe
import pyarrow as pa
import pyarrow.compute as pc
from frappe.utils import now_datetime
from frappe.utils.synchronization import filelock

from bank_crm.analytics.engine import columnar, extract, tables
from bank_crm.analytics.engine.snapshot import (
	CURRENT,
	CUSTOMERS,
	DATABASE,
	Part,
	Snapshot,
	root,
	write_manifest,
	write_whole,
)

#: Snapshots that stay: the newest and what readers may still be in the middle of.
KEPT = 3
#: Rows of one month that are written at a time: DuckDB's row group, which a reader skips as a whole.
ROWS_PER_GROUP = 122_880
_DRAFT = ".draft-"
_LOCK = "bank_crm_engine_publish"
_LOCK_SECONDS = 30 * 60
#: Amounts in 64 bits where four decimals hold all of them, which a reader adds up several times as fast.
_MONEY = pa.decimal128(21, 9)
_SHORT_MONEY = pa.decimal128(18, 4)
_BATCH = "batch"


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
		with closing(duckdb.connect(str(draft / DATABASE), config=columnar.settings())) as database:
			database.execute(f"CREATE TABLE {CUSTOMERS} (number UINTEGER, name VARCHAR)")
			parts = {doctype: _write(doctype, database) for doctype in tables.doctypes()}
		snapshot = Snapshot(name, as_of, parts)
		write_manifest(snapshot, draft)
		os.rename(draft, folder / name)
		write_whole(folder / CURRENT, name)
		_remove_old(folder)
		return snapshot


def remove_all() -> None:
	"""Remove every snapshot of this site, for uninstalling."""
	shutil.rmtree(root(), ignore_errors=True)


def _write(doctype: str, database: duckdb.DuckDBPyConnection) -> Part:
	columns = dict(tables.columns(doctype))
	try:
		return _write_as(doctype, database, columns, _SHORT_MONEY)
	except pa.ArrowInvalid as error:
		# an amount with more than four decimals, or of a hundred billion and more
		frappe.logger("bank_crm").info(f"{doctype}: amounts need all their decimals ({error})")
		return _write_as(doctype, database, columns, _MONEY)


def _write_as(
	doctype: str, database: duckdb.DuckDBPyConnection, columns: dict[str, str], money: pa.DataType
) -> Part:
	schema = pa.schema(
		[
			(field.name, money if field.type == _MONEY else field.type)
			for field in extract.arrow_schema(columns)
		]
	)
	table = _Table(doctype, database, schema)
	# closed at once when it fails: a thread of its own is reading ahead on the same connection
	with closing(extract.batches(doctype, columns)) as batches:
		for batch in batches:
			table.add(batch.cast(schema))
	table.close()
	return Part(table.rows, columns)


@dataclass
class _Table:
	"""One table being written."""

	doctype: str
	database: duckdb.DuckDBPyConnection
	schema: pa.Schema
	rows: int = 0
	_waiting: dict[str, list[pa.Table]] = field(default_factory=dict)

	def __post_init__(self) -> None:
		"""Make the table anew, with numbers for customers; their own names go where they get their numbers."""
		customers = tables.customer_columns(self.doctype)
		chosen = []
		joins = []
		for place, name in enumerate(self.schema.names):
			if name in customers:
				joins.append(f"LEFT JOIN {CUSTOMERS} c{place} ON c{place}.name = {_BATCH}.{_quoted(name)}")
				chosen.append(f"c{place}.number AS {_quoted(name)}")
			else:
				chosen.append(f"{_BATCH}.{_quoted(name)}")
		self._numbered = f"SELECT {', '.join(chosen)} FROM {_BATCH} {' '.join(joins)}"
		self._name = _quoted(tables.database_name(self.doctype))
		self.database.execute(f"DROP TABLE IF EXISTS {self._name}")
		if self.doctype == tables.CUSTOMER:
			self.database.execute(f"DELETE FROM {CUSTOMERS}")
		with self._registered(self.schema.empty_table()):
			self.database.execute(f"CREATE TABLE {self._name} AS {self._numbered}")

	def add(self, batch: pa.Table) -> None:
		"""Take in some rows; those of one month are written together."""
		if self.doctype == tables.CUSTOMER:
			self._number(batch)
		self.rows += batch.num_rows
		for month, part in self._divide(batch):
			waiting = self._waiting.setdefault(month, [])
			waiting.append(part)
			if sum(table.num_rows for table in waiting) >= ROWS_PER_GROUP:
				self._flush(month)

	def close(self) -> None:
		"""Write what is left."""
		for month in sorted(self._waiting):
			self._flush(month)

	def _number(self, batch: pa.Table) -> None:
		numbers = pa.array(range(self.rows, self.rows + batch.num_rows), pa.uint32())
		with self._registered(pa.table({"number": numbers, "name": batch["name"]})):
			self.database.execute(f"INSERT INTO {CUSTOMERS} SELECT number, name FROM {_BATCH}")

	def _divide(self, batch: pa.Table) -> Iterator[tuple[str, pa.Table]]:
		divided_by = tables.DIVIDED_BY.get(self.doctype)
		if divided_by is None:
			yield "", batch
			return
		months = pc.fill_null(pc.strftime(batch[divided_by], format="%Y-%m"), "none")
		for month in pc.unique(months).to_pylist():
			yield month, batch.filter(pc.equal(months, month))

	def _flush(self, month: str) -> None:
		if waiting := self._waiting.pop(month, []):
			with self._registered(pa.concat_tables(waiting)):
				self.database.execute(f"INSERT INTO {self._name} {self._numbered}")

	@contextmanager
	def _registered(self, rows: pa.Table) -> Iterator[None]:
		self.database.register(_BATCH, rows)
		try:
			yield
		finally:
			self.database.unregister(_BATCH)


def _quoted(name: str) -> str:
	return '"' + name.replace('"', '""') + '"'


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
