"""Filling a staging table fast: LOAD DATA LOCAL INFILE by a connection of its own, or many-row INSERTs.

Frappe's own connection keeps LOCAL INFILE off, rightly. The second one is opened for the load only, to the same
server with the same user. Where the server forbids it, the rows go through `frappe.db` instead.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import frappe
import pymysql
from pypika import Table
from pypika.terms import PseudoColumn

from bank_crm.analytics.sync.staging import StageColumn

ROWS_PER_FILE = 50_000
ROWS_PER_INSERT = 500
_NULL = r"\N"


class StagingError(RuntimeError):
	"""The database did not take the staged rows as they were."""


class StageLoader:
	"""Takes batches of columns and puts them into `table`; a context manager that ends with all rows stored.

	A file is sent by a thread of its own while the next one is being written.
	"""

	def __init__(self, table: Table, columns: Sequence[StageColumn]) -> None:
		self.table = table
		self.columns = list(columns)
		self.connection = _open_connection()
		self.folder = tempfile.TemporaryDirectory(prefix="bank-sync-") if self.connection else None
		self.pool = ThreadPoolExecutor(max_workers=1) if self.connection else None
		self.sending: Future[None] | None = None
		self.lines: list[str] = []

	def __enter__(self) -> StageLoader:
		return self

	def __exit__(self, failed: type[BaseException] | None, *_error: object) -> None:
		try:
			if failed is None:
				self._flush()
				self._wait()
		finally:
			if self.pool:
				self.pool.shutdown(wait=True, cancel_futures=True)
			if self.connection:
				self.connection.close()
			if self.folder:
				self.folder.cleanup()

	def add(self, cells: Sequence[Sequence[object]]) -> None:
		"""One list for each column, all of the same length; None is NULL."""
		if not self.connection:
			self._insert(cells)
			return
		texts = [_as_text(column, values) for column, values in zip(self.columns, cells)]
		self.lines += map(",".join, zip(*texts))
		if len(self.lines) >= ROWS_PER_FILE:
			self._flush()

	def _flush(self) -> None:
		if not self.lines or not self.folder or not self.pool:
			return
		self._wait()
		descriptor, path = tempfile.mkstemp(dir=self.folder.name)
		with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
			file.write("\n".join(self.lines))
			file.write("\n")
		query = frappe.qb.load(path).into(self.table).get_sql()
		self.sending = self.pool.submit(_send, self.connection, query, Path(path), len(self.lines))
		self.lines = []

	def _wait(self) -> None:
		if self.sending:
			self.sending.result()
			self.sending = None

	def _insert(self, cells: Sequence[Sequence[object]]) -> None:
		rows = list(zip(*cells))
		for start in range(0, len(rows), ROWS_PER_INSERT):
			some = rows[start : start + ROWS_PER_INSERT]
			query = frappe.qb.into(self.table).columns(*(column.name for column in self.columns))
			for row in some:
				query = query.insert(*row)
			query.run()


def _as_text(column: StageColumn, values: Sequence[object]) -> list[str]:
	if column.free:
		return [_NULL if value is None else _escaped(str(value)) for value in values]
	return [_NULL if value is None else str(value) for value in values]


def _escaped(text: str) -> str:
	if "\\" in text or "," in text or "\n" in text:
		return text.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
	return text


def _send(connection: pymysql.Connection, query: str, path: Path, rows: int) -> None:
	with connection.cursor() as cursor:
		stored = cursor.execute(query)
		warnings = connection.show_warnings()
	connection.commit()
	path.unlink()
	if stored != rows or warnings:
		# a warning's text may repeat a cell; its number tells as much
		codes = sorted({warning[1] for warning in warnings})
		raise StagingError(f"{stored} of {rows} rows were staged; the database warns: {codes}")


def _open_connection() -> pymysql.Connection | None:
	"""A connection that may send files, None where that is not to be had."""
	from frappe.database.mariadb.database import MariaDBConnectionUtil

	settings = MariaDBConnectionUtil.get_connection_settings(frappe.db)
	settings.pop("conv", None)
	settings["local_infile"] = True
	connection = pymysql.connect(**settings)
	try:
		with connection.cursor() as cursor:
			cursor.execute(frappe.qb.select(PseudoColumn("@@local_infile")).get_sql())
			allowed = bool(cursor.fetchone()[0])
	except pymysql.Error:
		connection.close()
		raise
	if allowed:
		return connection
	connection.close()
	return None
