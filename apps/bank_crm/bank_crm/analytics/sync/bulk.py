"""Filling a staging table fast: LOAD DATA LOCAL INFILE, or many-row INSERTs where the server forbids it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

import frappe
from pypika import Table

from bank_crm.analytics.sync.lanes import Lane, Statement, statement
from bank_crm.analytics.sync.staging import StageColumn

ROWS_PER_FILE = 50_000
ROWS_PER_INSERT = 500
_NULL = r"\N"
Follow = Callable[[tuple[int, int]], Sequence[Statement]]
"""What is to be done with a span of rows once they are staged, in the same transaction."""


class StageLoader:
	"""Takes batches of columns and puts them into `table`; a context manager that ends with all rows stored.

	The lane stores one file of rows while the next one is being filled.
	"""

	def __init__(self, table: Table, columns: Sequence[StageColumn], follow: Follow | None = None) -> None:
		self.table = table
		self.columns = list(columns)
		self.follow = follow
		self.lane = Lane()
		self.folder = tempfile.TemporaryDirectory(prefix="bank-sync-")
		self.sending: Future[None] | None = None
		self.sent: Path | None = None
		self.waiting: list = []
		self.last_row = 0

	def __enter__(self) -> StageLoader:
		return self

	def __exit__(self, failed: type[BaseException] | None, *error: object) -> None:
		try:
			if failed is None:
				self._flush()
				self._wait()
		finally:
			self.lane.__exit__(failed, *error)
			self.folder.cleanup()

	def add(self, cells: Sequence[Sequence[object]]) -> None:
		"""One list for each column, all of the same length; None is NULL."""
		if self.lane.takes_files:
			texts = [_as_text(column, values) for column, values in zip(self.columns, cells, strict=True)]
			self.waiting += map(",".join, zip(*texts, strict=True))
		else:
			self.waiting += zip(*cells, strict=True)
		if len(self.waiting) >= ROWS_PER_FILE:
			self._flush()

	def _flush(self) -> None:
		if not self.waiting:
			return
		self._wait()
		rows = len(self.waiting)
		span = (self.last_row + 1, self.last_row + rows)
		statements = self._by_file(rows) if self.lane.takes_files else self._by_insert()
		if self.follow:
			statements += self.follow(span)
		self.sending = self.lane.submit(statements)
		self.last_row = span[1]
		self.waiting = []

	def _by_file(self, rows: int) -> list[Statement]:
		descriptor, path = tempfile.mkstemp(dir=self.folder.name)
		with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
			file.write("\n".join(self.waiting))
			file.write("\n")
		self.sent = Path(path)
		return [Statement(frappe.qb.load(path).into(self.table).get_sql(), rows=rows)]

	def _by_insert(self) -> list[Statement]:
		statements = []
		for start in range(0, len(self.waiting), ROWS_PER_INSERT):
			query = frappe.qb.into(self.table).columns(*(column.name for column in self.columns))
			for row in self.waiting[start : start + ROWS_PER_INSERT]:
				query = query.insert(*row)
			statements.append(statement(query))
		return statements

	def _wait(self) -> None:
		if self.sending:
			self.sending.result()
			self.sending = None
		if self.sent:
			self.sent.unlink()
			self.sent = None


def _as_text(column: StageColumn, values: Sequence[object]) -> Sequence[str]:
	"""A column as the load file has it; most columns need nothing done to their cells."""
	if column.is_number:
		return [_NULL if value is None else str(value) for value in values]
	if None in values:
		values = [_NULL if value is None else _escaped(value) for value in values]
	elif column.free and _to_escape("".join(values)):
		values = list(map(_escaped, values))
	return values


def _escaped(text: str) -> str:
	if _to_escape(text):
		return text.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
	return text


def _to_escape(text: str) -> bool:
	return "\\" in text or "," in text or "\n" in text
